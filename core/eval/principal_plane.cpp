// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/principal_plane.h"

#include <Eigen/Dense>

#include <algorithm>

namespace scenelens {

namespace {

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
constexpr Eigen::Index kBlock = 1024;  // rows that are converted to double at a time

}  // namespace

PrincipalPlane principalPlane(std::span<const float> values, std::size_t width,
                              const JobControl& control) {
  PrincipalPlane plane;
  const auto columns = static_cast<Eigen::Index>(width);
  const auto rows = columns > 0 ? static_cast<Eigen::Index>(values.size()) / columns : 0;
  if (rows < 2 || columns < 2) return plane;
  const Eigen::Map<const Rows> all(values.data(), rows, columns);
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(columns);
  for (Eigen::Index row = 0; row < rows; ++row) mean += all.row(row).cast<double>().transpose();
  mean /= static_cast<double>(rows);

  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(columns, columns);
  for (Eigen::Index row = 0; row < rows; row += kBlock) {
    if (control.cancelled()) return plane;
    const Eigen::MatrixXd centred =
        all.middleRows(row, std::min(kBlock, rows - row)).cast<double>().rowwise() -
        mean.transpose();
    covariance.selfadjointView<Eigen::Lower>().rankUpdate(centred.transpose());
    control.report(static_cast<std::size_t>(std::min(row + kBlock, rows)),
                   static_cast<std::size_t>(rows));
  }
  covariance /= static_cast<double>(rows - 1);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);  // reads the lower half
  if (solver.info() != Eigen::Success) return plane;
  const double variance = covariance.trace();

  Eigen::MatrixXd axes(columns, 2);
  for (Eigen::Index axis = 0; axis < 2; ++axis) {
    // Eigenvalues come in ascending order.
    axes.col(axis) = solver.eigenvectors().col(columns - 1 - axis);
    Eigen::Index largest = 0;
    axes.col(axis).cwiseAbs().maxCoeff(&largest);
    if (axes(largest, axis) < 0.0) axes.col(axis) *= -1.0;
    plane.explained[static_cast<std::size_t>(axis)] =
        variance > 0.0 ? std::max(0.0, solver.eigenvalues()(columns - 1 - axis)) / variance : 0.0;
  }
  plane.points.resize(static_cast<std::size_t>(rows));
  for (Eigen::Index row = 0; row < rows; ++row) {
    const Eigen::VectorXd centred = all.row(row).cast<double>().transpose() - mean;
    plane.points[static_cast<std::size_t>(row)] = {static_cast<float>(axes.col(0).dot(centred)),
                                                   static_cast<float>(axes.col(1).dot(centred))};
  }
  return plane;
}

}  // namespace scenelens
