// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <Eigen/Dense>

#include "engine/search/configuration_traits.h"
#include "engine/search/gaussian.h"

namespace palimpsest
{

/// A Gaussian process over configurations, with an unknown mean and noise (Rasmussen and Williams
/// 2006, ch. 2 and 5). What is believed of one strategy comes from the others, too: the covariance
/// is a sum over the parts that two configurations share, and over the family where it is the same,
///
///     k(a, b) = m + Σ_shared w·(c + M(a_part, b_part)) + [same family]·(u + v·M(a, b)),
///
/// where M is Matérn 5/2 with a length scale for each number, and 1 where a part has none; so a
/// function that is additive over parts, and what is peculiar to a strategy (Duvenaud, Nickisch and
/// Rasmussen 2011). The values are to be standardised: prior mean 0, prior variance about 1 to 3
/// with the number of parts, scaled by what is seen.
/// Hyperparameters are those of greatest posterior density under weak priors, found by coordinate
/// search on a fixed grid, so that the same observations always give the same model.
class GaussianProcess
{
public:
    /// At least one observation; `axes` is the number of all numbers (TraitSpace::axes).
    GaussianProcess(std::vector<ConfigurationTraits> points, const Eigen::VectorXd& values,
                    std::size_t axes);

    struct Hyperparameters {
        Eigen::VectorXd lengths; ///< of each axis
        double noise = 0.01;     ///< variance, in shares of the signal's
        double variance = 1;     ///< of the signal
        double density = 0;      ///< log posterior, up to a constant
    };
    const Hyperparameters& hyperparameters() const { return m_model; }

    /// Of the noiseless value.
    Gaussian predict(const ConfigurationTraits& at) const;

private:
    struct Model : Hyperparameters {
        Eigen::LLT<Eigen::MatrixXd> factor;
        Eigen::VectorXd weights; ///< K⁻¹ y
    };
    Model fit(const Eigen::VectorXd& lengths, double noise) const;
    void search(Eigen::Index axes);

    std::vector<ConfigurationTraits> m_points;
    Eigen::VectorXd m_values;
    Model m_model;
};

} // namespace palimpsest
