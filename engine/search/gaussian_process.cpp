// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/search/gaussian_process.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace palimpsest
{

namespace
{

constexpr std::array kLengths = {0.1, 0.16, 0.25, 0.4, 0.63, 1.0, 1.6, 2.5};
constexpr std::array kNoises = {1e-4, 1e-3, 1e-2, 3e-2, 0.1, 0.3};
constexpr int kRounds = 4;
/// Prior of the length scales: log-normal around 0.5; of the noise: around 1e-2; and the weight of
/// the prior variance 1, in observations.
constexpr double kLengthMedian = 0.5;
constexpr double kLengthSpread = 0.7;
constexpr double kNoiseMedian = 1e-2;
constexpr double kNoiseSpread = 2;
constexpr double kPriorWeight = 4;
/// Prior variances, in shares of the signal's: m of the mean of all configurations; w of a part,
/// and c times that of what its numbers do not change; v of a family, and u of what its numbers do
/// not change.
constexpr double kMeanVariance = 0.25;
constexpr double kPartVariance = 0.5;
constexpr double kPartOffset = 0.5;
constexpr double kFamilyVariance = 0.3;
constexpr double kFamilyOffset = 0.1;

double matern52(double squaredDistance)
{
    const double r = std::sqrt(5.0 * squaredDistance);
    return (1 + r + r * r / 3) * std::exp(-r);
}

/// In length scales.
double squaredDistance(const ConfigurationTraits::Part& a, const ConfigurationTraits::Part& b,
                       const Eigen::VectorXd& lengths)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.at.size(); ++i) {
        const double step =
            (a.at[i] - b.at[i]) / lengths[static_cast<Eigen::Index>(a.firstAxis + i)];
        sum += step * step;
    }
    return sum;
}

double covariance(const ConfigurationTraits& a, const ConfigurationTraits& b,
                  const Eigen::VectorXd& lengths)
{
    double sum = kMeanVariance;
    double distance = 0; // over all shared parts
    for (const ConfigurationTraits::Part& part : a.parts) {
        const auto same = std::ranges::find(b.parts, part.kind, &ConfigurationTraits::Part::kind);
        if (same == b.parts.end())
            continue;
        const double between = squaredDistance(part, *same, lengths);
        sum += kPartVariance * (kPartOffset + matern52(between));
        distance += between;
    }
    if (a.family == b.family)
        sum += kFamilyOffset + kFamilyVariance * matern52(distance);
    return sum;
}

double logNormal(double value, double median, double spread)
{
    const double z = std::log(value / median) / spread;
    return -0.5 * z * z;
}

} // namespace

GaussianProcess::GaussianProcess(std::vector<ConfigurationTraits> points,
                                 const Eigen::VectorXd& values, std::size_t axes)
    : m_points(std::move(points)), m_values(values)
{
    search(static_cast<Eigen::Index>(axes));
}

GaussianProcess::Model GaussianProcess::fit(const Eigen::VectorXd& lengths, double noise) const
{
    const Eigen::Index n = m_values.size();
    Eigen::MatrixXd k(n, n);
    for (Eigen::Index i = 0; i < n; ++i) {
        for (Eigen::Index j = 0; j <= i; ++j)
            k(i, j) = covariance(m_points[static_cast<std::size_t>(i)],
                                 m_points[static_cast<std::size_t>(j)], lengths) +
                      (i == j ? noise : 0);
    }
    Model model;
    model.lengths = lengths;
    model.noise = noise;
    model.factor.compute(k); // reads the lower triangle
    model.weights = model.factor.solve(m_values);
    const double effective = static_cast<double>(n) + kPriorWeight;
    model.variance = (m_values.dot(model.weights) + kPriorWeight) / effective;
    const double determinant =
        2 * Eigen::MatrixXd(model.factor.matrixL()).diagonal().array().log().sum();
    model.density = -0.5 * (effective * std::log(model.variance) + determinant) +
                    logNormal(noise, kNoiseMedian, kNoiseSpread);
    for (const double length : lengths)
        model.density += logNormal(length, kLengthMedian, kLengthSpread);
    return model;
}

void GaussianProcess::search(Eigen::Index axes)
{
    Eigen::VectorXd lengths = Eigen::VectorXd::Constant(axes, 0.4);
    m_model = fit(lengths, 0.01);
    for (int round = 0; round < kRounds; ++round) {
        const double before = m_model.density;
        const auto keepBetter = [this](const Eigen::VectorXd& tried, double noise) {
            Model model = fit(tried, noise);
            if (model.density > m_model.density)
                m_model = std::move(model);
        };
        for (Eigen::Index axis = 0; axis < axes; ++axis) {
            for (const double length : kLengths) {
                lengths = m_model.lengths;
                lengths[axis] = length;
                keepBetter(lengths, m_model.noise);
            }
        }
        for (const double noise : kNoises)
            keepBetter(m_model.lengths, noise);
        if (m_model.density == before)
            break;
    }
}

Gaussian GaussianProcess::predict(const ConfigurationTraits& at) const
{
    Eigen::VectorXd k(m_values.size());
    for (Eigen::Index i = 0; i < k.size(); ++i)
        k[i] = covariance(m_points[static_cast<std::size_t>(i)], at, m_model.lengths);
    const double explained = k.dot(m_model.factor.solve(k));
    const double prior = covariance(at, at, m_model.lengths);
    const double variance = m_model.variance * std::max(0.0, prior - explained);
    return {k.dot(m_model.weights), std::sqrt(variance)};
}

} // namespace palimpsest
