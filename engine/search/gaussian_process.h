// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <Eigen/Dense>

#include "engine/search/gaussian.h"

namespace palimpsest
{

/// A Gaussian process over the unit cube with Matérn-5/2 covariance, a length scale for each
/// coordinate, an unknown constant mean and noise (Rasmussen and Williams 2006, ch. 2 and 5). The
/// values are to be standardised: prior mean 0, prior variance about 1. Hyperparameters are those
/// of greatest posterior density under weak priors, found by coordinate search on a fixed grid, so
/// that the same observations always give the same model. Without observations it is the prior.
class GaussianProcess
{
public:
    /// `points`: d × n, in [0, 1]; `values`: n.
    GaussianProcess(Eigen::MatrixXd points, const Eigen::VectorXd& values);

    struct Hyperparameters {
        Eigen::VectorXd lengths; ///< of each coordinate
        double noise = 0.01;     ///< variance, in shares of the signal's
        double variance = 1;     ///< of the signal
        double density = 0;      ///< log posterior, up to a constant
    };
    const Hyperparameters& hyperparameters() const { return m_model; }

    /// Of the noiseless value at a point (d coordinates).
    Gaussian predict(const std::vector<double>& at) const;

private:
    struct Model : Hyperparameters {
        Eigen::LLT<Eigen::MatrixXd> factor;
        Eigen::VectorXd weights; ///< K⁻¹ y
    };
    Model fit(const Eigen::VectorXd& lengths, double noise) const;
    void search();

    Eigen::MatrixXd m_points;
    Eigen::VectorXd m_values;
    Model m_model;
};

} // namespace palimpsest
