// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <random>

#include <QTest>

#include "engine/reporting/run_expression.h"

using namespace palimpsest;

namespace
{

const RunVocabulary kVocabulary = {{"news", "my domain"}};

RunFacts ewc()
{
    RunFacts facts;
    facts.label = "EWC λ=0.1, seed 1";
    facts.kind = "trial";
    facts.state = "done";
    facts.strategy = "ewc";
    facts.device = "cuda:0";
    facts.note = "Prüfen vor Abgabe";
    facts.started = "2026-11-24T03:00:00.000Z";
    facts.sweeps = {"First grid", "More λ"};
    facts.tags = {"camera ready", "A"};
    facts.lambda = 0.1;
    facts.seed = 1;
    facts.updates = 250;
    facts.scores = {{"news", DomainRole::Old, "bleu", 24, ""},
                    {"captions", DomainRole::New, "bleu", 18, ""},
                    {"my domain", DomainRole::New, "bleu", 10, ""},
                    {"my domain", DomainRole::New, "chrf", 40, ""}};
    facts.also = {"Fertig"};
    return facts;
}

/// 1, 0, or the sentence of the mistake.
QString outcome(const QString& text, const RunFacts& facts)
{
    const auto parsed = parseRunExpression(text.toStdString(), kVocabulary);
    return !parsed.expression                  ? QString::fromStdString(parsed.sentence)
           : parsed.expression->matches(facts) ? QStringLiteral("1")
                                               : QStringLiteral("0");
}

/// An independent reading of the same language by rewriting: comparisons and words become T or F,
/// then the string of T, F, & | ! ( ) shrinks until one letter is left. Nothing = no expression.
class Rewriter
{
public:
    static std::optional<bool> value(const QStringList& tokens, const RunFacts& facts)
    {
        QString letters;
        for (qsizetype i = 0; i < tokens.size(); ++i) {
            const QString& token = tokens[i];
            if (i + 2 < tokens.size() && isSign(tokens[i + 1]) && isPlain(token) &&
                !isSign(tokens[i + 2]) && tokens[i + 2] != "(" && tokens[i + 2] != ")") {
                const auto truth = comparison(token, tokens[i + 1], tokens[i + 2], facts);
                if (!truth)
                    return std::nullopt;
                letters += *truth ? 'T' : 'F';
                i += 2;
            } else if (isSign(token) || numbers(facts).contains(token) ||
                       texts(facts).contains(token)) {
                return std::nullopt;
            } else if (token == "(" || token == ")") {
                letters += token;
            } else if (token == "and" || token == "or" || token == "not") {
                letters += token == "and" ? '&' : token == "or" ? '|' : '!';
            } else {
                letters += everything(facts).contains(token, Qt::CaseInsensitive) ? 'T' : 'F';
            }
        }
        return letters.isEmpty() ? std::optional(true) : shrunk(letters);
    }

private:
    static bool isSign(const QString& token)
    {
        return QStringList{"=", "!=", "<", "<=", ">", ">=", "~"}.contains(token);
    }
    static bool isPlain(const QString& token)
    {
        return !isSign(token) && !QStringList{"(", ")", "and", "or", "not"}.contains(token);
    }
    static QHash<QString, double> numbers(const RunFacts& facts)
    {
        return {{"lambda", facts.lambda.value_or(qQNaN())},
                {"ratio", facts.ratio.value_or(qQNaN())},
                {"old.bleu", facts.scores.empty() ? qQNaN() : facts.scores[0].value}};
    }
    static QHash<QString, QStringList> texts(const RunFacts& facts)
    {
        QStringList tags;
        for (const std::string& tag : facts.tags)
            tags += QString::fromStdString(tag);
        return {{"strategy", {QString::fromStdString(facts.strategy)}},
                {"note", {QString::fromStdString(facts.note)}},
                {"tag", tags}};
    }
    static QString everything(const RunFacts& facts)
    {
        QStringList all;
        for (const std::string* text :
             {&facts.label, &facts.state, &facts.kind, &facts.strategy, &facts.device, &facts.note})
            all += QString::fromStdString(*text);
        for (const auto* list : {&facts.tags, &facts.sweeps, &facts.also})
            for (const std::string& text : *list)
                all += QString::fromStdString(text);
        return all.join('\n');
    }
    static std::optional<bool> comparison(const QString& name, const QString& sign,
                                          const QString& value, const RunFacts& facts)
    {
        if (numbers(facts).contains(name)) {
            bool ok = false;
            const double right = value.toDouble(&ok);
            const double left = numbers(facts).value(name);
            if (!ok || sign == "~")
                return std::nullopt;
            // Comparisons with NaN are false, != is true: what an absent value is to do.
            return sign == "="    ? left == right
                   : sign == "!=" ? left != right
                   : sign == "<"  ? left < right
                   : sign == "<=" ? left <= right
                   : sign == ">"  ? left > right
                                  : left >= right;
        }
        if (!texts(facts).contains(name) || sign.startsWith('<') || sign.startsWith('>'))
            return std::nullopt;
        bool any = false;
        for (const QString& text : texts(facts).value(name))
            any = any || (sign == "~" ? text.contains(value, Qt::CaseInsensitive)
                                      : text.compare(value, Qt::CaseInsensitive) == 0);
        return sign == "!=" ? !any : any;
    }
    static bool replaced(QString& letters, const QString& from, QChar to)
    {
        const qsizetype at = letters.indexOf(from);
        if (at >= 0)
            letters.replace(at, from.size(), to);
        return at >= 0;
    }
    static bool tightened(QString& letters)
    {
        return replaced(letters, "(T)", 'T') || replaced(letters, "(F)", 'F') ||
               replaced(letters, "!T", 'F') || replaced(letters, "!F", 'T');
    }
    static bool joined(QString& letters)
    {
        for (const QString between : {"&", ""})
            for (const QChar a : QString("TF"))
                for (const QChar b : QString("TF"))
                    if (replaced(letters, a + between + b, a == 'T' && b == 'T' ? 'T' : 'F'))
                        return true;
        return false;
    }
    /// Only where nothing binds tighter on either side.
    static bool chosen(QString& letters)
    {
        for (qsizetype i = 0; i + 2 < letters.size(); ++i) {
            const QString part = letters.mid(i, 3);
            const QChar before = i == 0 ? '(' : letters[i - 1];
            const QChar after = i + 3 == letters.size() ? ')' : letters[i + 3];
            const bool free = (before == '(' || before == '|') && (after == ')' || after == '|');
            if (free && QString("TF").contains(part[0]) && part[1] == '|' &&
                QString("TF").contains(part[2])) {
                letters.replace(i, 3, part.contains('T') ? 'T' : 'F');
                return true;
            }
        }
        return false;
    }
    static std::optional<bool> shrunk(QString letters)
    {
        while (tightened(letters) || joined(letters) || chosen(letters)) {
        }
        return letters == "T"   ? std::optional(true)
               : letters == "F" ? std::optional(false)
                                : std::nullopt;
    }
};

} // namespace

class TestRunExpression : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void expressionsAreTrueOrFalse_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");
        const std::pair<const char*, bool> cases[] = {
            {"", true},
            {"   ", true},
            {"strategy = ewc and lambda >= 1e-3 and old.bleu > 20", true},
            {"strategy = EWC", true},
            {"strategy = ewc+mixing", false},
            {"strategy ~ wc", true},
            {"λ = 0.1", true},
            {"lambda ≤ 0.1 and lambda ≥ 0.1", true},
            {"lambda>0.1", false},
            {"ratio = 10:1", false}, // it has none
            {"ratio != 10:1", true},
            {"not ratio < 5", true},
            {"new.bleu = 14", true}, // mean of 18 and 10
            {"news.bleu = 24", true},
            {"\"my domain\".chrf > 39", true},
            {"old.chrf > 0", false},
            {"tag = \"camera ready\"", true},
            {"tag = camera", false},
            {"tag ~ CAMERA", true},
            {"tag != a", false},
            {"sweep ~ more", true},
            {"state = done or state = failed", true},
            {"state ~ do", true},
            {"started = 2026-11-24", true},
            {"started <= 2026-11-24", true},
            {"started < 2026-11-24", false},
            {"started > 2026-11-23", true},
            {"note ~ PRÜF", true},
            {"fertig", true},
            {"ewc 0.1 cuda", true},
            {"ewc cpu", false},
            {"an", false}, // no conditions: a word like any other
            {"seed = 1 \"an\"", false},
            {"\"ready\nA\"", false}, // texts are searched one by one
            {"\"seed 1\"", true},
            {"state = failed and state = failed or seed = 1", true},
            {"state = failed and (state = failed or seed = 1)", false},
            {"not (seed = 1 and drift > 0)", true},
            {"NOT not Seed = 1", true},
        };
        for (const auto& [text, expected] : cases)
            QTest::addRow("%s", text) << QString(text) << expected;
    }
    void expressionsAreTrueOrFalse()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        QCOMPARE(outcome(text, ewc()), QString(expected ? "1" : "0"));
    }

    void mistakesNameTheirColumn_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("start");
        const std::pair<const char*, const char*> cases[] = {
            {"lambda >", "Column 9: a value is missing after \">\""},
            {"lambda = ewc", "Column 10: \"ewc\" is no number"},
            {"lambda = 0,1", "Column 10: \"0,1\" is no number"},
            {"lambda", "Column 1: \"lambda\" is a name and needs an operator"},
            {"seed = 1 an", "Column 10: \"an\" is the beginning of and: finish it"},
            {"seed = 1 and lamb", "Column 14: \"lamb\" is the beginning of lambda"},
            {"done and", "Column 9: a condition is missing"},
            {"done or or x", "Column 9: a condition is missing before \"or\""},
            {"(done", "Column 1: this parenthesis is not closed"},
            {"done)", "Column 5: this parenthesis closes none"},
            {"()", "Column 2: a condition is missing before this parenthesis"},
            {"= 3", "Column 1: a name is missing before \"=\""},
            {"strategy > ewc", "Column 10: \"strategy\" is a text"},
            {"seed ~ 1", "Column 6: \"seed\" is a number"},
            {"state = finished", "Column 9: \"finished\" is no state: write waiting, running"},
            {"tag = \"camera", "Column 7: this quotation mark is not closed"},
            {"λλ = 1", "Column 1: \"λλ\" is no name: write strategy, lambda"},
            {"note ~ ä and λλ = 1", "Column 14: \"λλ\" is no name"}, // characters, not bytes
            {"kran.bleu > 1",
             "Column 1: \"kran\" is no domain of this study: write old, new, news"},
            {"news.comet > 1", "Column 1: \"comet\" is no score: write bleu, chrf, ter or loss"},
        };
        for (const auto& [text, start] : cases)
            QTest::addRow("%s", text) << QString(text) << QString(start);
    }
    void mistakesNameTheirColumn()
    {
        QFETCH(QString, text);
        QFETCH(QString, start);
        const QString said = outcome(text, ewc());
        QVERIFY2(said.startsWith(start) && said.endsWith('.'), qPrintable(said));
    }

    void nestingHasAnEnd()
    {
        QVERIFY(outcome(QString(100000, '('), ewc()).contains("too deep"));
        QVERIFY(outcome(QString("not ").repeated(100000) + "x", ewc()).contains("too deep"));
        QCOMPARE(outcome(QString(90, '(') + "done" + QString(90, ')'), ewc()), QString("1"));
    }

    void namesAreOffered()
    {
        const auto names = runExpressionNames(kVocabulary);
        for (const char* name :
             {"strategy", "started", "old.bleu", "new.loss", "news.chrf", "\"my domain\".ter"})
            QVERIFY2(std::ranges::find(names, name) != names.end(), name);
        // Each of them is a name that the parser knows.
        for (const std::string& name : names) {
            const auto parsed = parseRunExpression(name, kVocabulary);
            QVERIFY2(parsed.sentence.find("needs an operator") != std::string::npos, name.c_str());
        }
    }

    /// Random tokens: what is an expression and what it is worth, against the rewriter.
    void randomTokensAgreeWithRewriting()
    {
        const QStringList pool = {"(",   ")",    "and", "or",       "not", "strategy", "lambda",
                                  "tag", "note", "=",   "!=",       "<",   ">=",       "~",
                                  "ewc", "0.1",  "x",   "old.bleu", "20",  "ready",    "ratio"};
        const QStringList conditions = {"strategy = ewc", "lambda < 1", "tag ~ ready", "ratio > 1",
                                        "old.bleu >= 24", "cuda",       "nothing",     "note != x"};
        std::mt19937 random(20261125);
        const auto below = [&](qsizetype n) { return static_cast<qsizetype>(random() % n); };
        int valid = 0;
        for (int round = 0; round < 20000; ++round) {
            QStringList tokens;
            for (qsizetype left = 1 + below(9); left > 0; --left) {
                if (round % 2 == 0 && below(2) == 0)
                    tokens += conditions[below(conditions.size())].split(' ');
                else
                    tokens += pool[below(round % 2 == 0 ? 5 : pool.size())];
            }
            const QString said = outcome(tokens.join(' '), ewc());
            const auto expected = Rewriter::value(tokens, ewc());
            if (expected) {
                ++valid;
                QVERIFY2(said == (*expected ? "1" : "0"),
                         qPrintable(tokens.join(' ') + " → " + said));
            } else {
                QVERIFY2(said.startsWith("Column "), qPrintable(tokens.join(' ') + " → " + said));
            }
        }
        QVERIFY2(valid > 2000, qPrintable(QString::number(valid)));
    }

    /// Random characters: never more than a sentence, and its column is one of the text.
    void randomCharactersAreSurvived()
    {
        const QString alphabet = QStringLiteral("ab.=!<>~()\" λ\u00a0\t1-e:and or not");
        std::mt19937 random(7);
        for (int round = 0; round < 20000; ++round) {
            QString text;
            for (unsigned left = random() % 24; left > 0; --left)
                text += alphabet[static_cast<qsizetype>(random() % alphabet.size())];
            const auto parsed = parseRunExpression(text.toStdString(), kVocabulary);
            QVERIFY(parsed.expression ||
                    (parsed.column >= 1 &&
                     parsed.column <= static_cast<std::size_t>(text.size()) + 1 &&
                     !parsed.sentence.empty()));
        }
    }
};

QTEST_APPLESS_MAIN(TestRunExpression)
#include "tst_run_expression.moc"
