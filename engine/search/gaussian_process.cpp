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
/// Of the constant mean, in shares of the signal's.
constexpr double kMeanVariance = 1;

double matern52(double distance)
{
    const double r = std::sqrt(5.0) * distance;
    return (1 + r + r * r / 3) * std::exp(-r);
}

using Point = Eigen::Ref<const Eigen::VectorXd>;

double covariance(const Point& a, const Point& b, const Point& lengths)
{
    return kMeanVariance + matern52(((a - b).array() / lengths.array()).matrix().norm());
}

double logNormal(double value, double median, double spread)
{
    const double z = std::log(value / median) / spread;
    return -0.5 * z * z;
}

} // namespace

GaussianProcess::GaussianProcess(Eigen::MatrixXd points, const Eigen::VectorXd& values)
    : m_points(std::move(points)), m_values(values)
{
    if (m_values.size() > 0)
        search();
}

GaussianProcess::Model GaussianProcess::fit(const Eigen::VectorXd& lengths, double noise) const
{
    const Eigen::Index n = m_values.size();
    Eigen::MatrixXd k(n, n);
    for (Eigen::Index i = 0; i < n; ++i) {
        for (Eigen::Index j = 0; j <= i; ++j)
            k(i, j) = covariance(m_points.col(i), m_points.col(j), lengths) + (i == j ? noise : 0);
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

void GaussianProcess::search()
{
    Eigen::VectorXd lengths = Eigen::VectorXd::Constant(m_points.rows(), 0.4);
    m_model = fit(lengths, 0.01);
    for (int round = 0; round < kRounds; ++round) {
        const double before = m_model.density;
        const auto keepBetter = [this](const Eigen::VectorXd& tried, double noise) {
            Model model = fit(tried, noise);
            if (model.density > m_model.density)
                m_model = std::move(model);
        };
        for (Eigen::Index axis = 0; axis < m_points.rows(); ++axis) {
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

Gaussian GaussianProcess::predict(const std::vector<double>& at) const
{
    const Eigen::Index n = m_values.size();
    if (n == 0)
        return {0, std::sqrt(1 + kMeanVariance)};
    const Eigen::VectorXd point =
        Eigen::VectorXd::Map(at.data(), static_cast<Eigen::Index>(at.size()));
    Eigen::VectorXd k(n);
    for (Eigen::Index i = 0; i < n; ++i)
        k[i] = covariance(m_points.col(i), point, m_model.lengths);
    const double explained = k.dot(m_model.factor.solve(k));
    const double variance = m_model.variance * std::max(0.0, 1 + kMeanVariance - explained);
    return {k.dot(m_model.weights), std::sqrt(variance)};
}

} // namespace palimpsest
