// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sweep/probe_answer.h"

#include <algorithm>

#include <QCoreApplication>
#include <QLocale>
#include <nlohmann/json.hpp>

#include "ui/models/texts.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct ProbeTexts {
    Q_DECLARE_TR_FUNCTIONS(ProbeTexts)
};

constexpr double kStiffnessLimit = 2;

ProbeAnswer unreadable(const QString& why)
{
    return {{},
            NoticeBar::Tone::Error,
            ProbeTexts::tr("The engine's proposal cannot be read (%1): are window and engine of "
                           "the same version?")
                .arg(why)};
}

} // namespace

ProbeAnswer probeAnswer(const QString& output)
{
    std::vector<double> lambdas, shares, stiffness;
    try {
        const auto found = nlohmann::json::parse(output.toStdString());
        found.at("lambda").get_to(lambdas);
        found.at("shares").get_to(shares);
        found.at("stiffness").get_to(stiffness);
    } catch (const nlohmann::json::exception& error) {
        return unreadable(QString::fromUtf8(error.what()));
    }
    if (lambdas.empty() || shares.size() != lambdas.size() || stiffness.size() != lambdas.size())
        return unreadable(ProbeTexts::tr("not one value for each λ"));
    const auto percent = [](double share) { return QString::number(100 * share, 'f', 0); };
    ProbeAnswer answer = {lambdas, NoticeBar::Tone::Info,
                          ProbeTexts::tr("λ from %1 to %2 lets the model go from %3 % to %4 % of "
                                         "the way that fine-tuning would.")
                              .arg(numberText(lambdas.front()), numberText(lambdas.back()),
                                   percent(shares.front()), percent(shares.back()))};
    const auto stiffest = std::ranges::max_element(stiffness);
    if (*stiffest < kStiffnessLimit)
        return answer;
    answer.tone = NoticeBar::Tone::Warning;
    answer.text +=
        QLatin1Char(' ') +
        ProbeTexts::tr("But with λ = %1, 2cλ·max(F)·learning rate is %2; from %3 on, plain "
                       "gradient descent is unstable and the loss may oscillate: lower the "
                       "learning rate, or clip the Fisher information (its largest entry).")
            .arg(numberText(lambdas[static_cast<std::size_t>(stiffest - stiffness.begin())]),
                 QLocale().toString(*stiffest, 'g', 3), numberText(kStiffnessLimit));
    return answer;
}

} // namespace palimpsest
