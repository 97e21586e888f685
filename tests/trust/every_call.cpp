#include "every_call.hpp"

#include <algorithm>

#include "../accuracy/library.hpp"

namespace trust {
namespace {

using Eigen::Index;

template <typename Scalar>
void add_elementwise(std::vector<Call<Scalar>>& calls, const accuracy::FunctionUnderTest<Scalar>& function,
                     const std::vector<Scalar>& values) {
  for (const auto& tier : function.tiers) {
    calls.push_back({std::string(function.name) + " " + function.what + " " + tier.name, tier.name,
                     static_cast<Index>(values.size()), [&values, evaluate = tier.evaluate](Scalar* results) {
                       evaluate(values.data(), results, static_cast<int>(values.size()));
                     }});
  }
}

constexpr Index rows = 38, cols = 5;

/// The values from `start` on, again from the first after the last.
template <typename Scalar>
Matrix<Scalar> matrix(const std::vector<Scalar>& values, Index rows_, Index cols_, std::size_t start) {
  Matrix<Scalar> result(rows_, cols_);
  for (Index i = 0; i < result.size(); ++i) result(i) = values[(start + static_cast<std::size_t>(i)) % values.size()];
  return result;
}
template <typename M>
auto in(const M& m) {
  return In<typename M::Scalar>(m.data(), m.rows(), m.cols(), Strides(m.outerStride(), 1));
}
template <typename Scalar>
auto out(Scalar* data, Index rows_, Index cols_) {
  return Out<Scalar>(data, rows_, cols_, Strides(rows_, 1));
}

template <typename Scalar>
void add_vector_function(std::vector<Call<Scalar>>& calls, const VectorFunction<Scalar>& f, bool rowwise,
                         const std::vector<Scalar>& values) {
  Options<Scalar> options;
  options.rowwise = rowwise;
  const Index along = rowwise ? cols + 1 : rows, across = rowwise ? rows : cols;  // `along` is even, for gates
  const Index result = f.length == Length::same ? along : f.length == Length::half ? along / 2 : 1;
  const Index x_rows = rowwise ? across : along, x_cols = rowwise ? along : across;
  const Index y_rows = rowwise ? across : result, y_cols = rowwise ? result : across;
  const Matrix<Scalar> x = matrix(values, x_rows, x_cols, 0), dy = matrix(values, y_rows, y_cols, 50);
  const std::string name = std::string(f.name) + (rowwise ? " rowwise" : "");
  calls.push_back({name + " forward", "", y_rows * y_cols,
                   [=](Scalar* results) { f.forward(in(x), out(results, y_rows, y_cols), options); }});
  if (f.backward) {
    calls.push_back({name + " backward", "", x.size(),
                     [=](Scalar* results) { f.backward(in(x), in(dy), out(results, x_rows, x_cols), options); }});
  }
  if (f.backward_from_output) {
    calls.push_back({name + " backward_from_output", "", x.size(), [=](Scalar* results) {
                       f.backward_from_output(in(x), in(dy), out(results, x_rows, x_cols), options);
                     }});
  }
}

template <typename Scalar>
void add_loss(std::vector<Call<Scalar>>& calls, const std::vector<Scalar>& values) {
  const Matrix<Scalar> x = matrix(values, rows, cols, 0), targets = matrix(values, rows, cols, 50).cwiseAbs();
  const std::vector<int> labels = {3, 0, 37, 9, 17};
  const Loss<Scalar> f = loss<Scalar>();
  const Options<Scalar> options;
  calls.push_back({"softmax_cross_entropy of labels", "", cols + x.size(), [=](Scalar* results) {
                     f.of_labels(in(x), labels, out(results, cols, 1), out(results + cols, rows, cols), options);
                   }});
  calls.push_back({"softmax_cross_entropy of distributions", "", cols + x.size(), [=](Scalar* results) {
                     f.of_distributions(in(x), in(targets), out(results, cols, 1), out(results + cols, rows, cols),
                                        options);
                   }});
  const Matrix<Scalar> parts = targets.unaryExpr([](Scalar t) { return t <= 1 ? t : Scalar(1); });
  calls.push_back({"binary_cross_entropy_with_logits", "", 2 * x.size(), [=](Scalar* results) {
                     f.of_logits(in(x), in(parts), out(results, rows, cols), out(results + x.size(), rows, cols));
                   }});
}

constexpr Index inputs = 13, outputs = rows;

auto batch_in(const Matrix<float>& m) { return BatchIn(m.data(), m.rows(), m.cols(), Eigen::OuterStride<>(m.rows())); }
auto batch_out(float* data, Index rows_, Index cols_) {
  return BatchOut(data, rows_, cols_, Eigen::OuterStride<>(rows_));
}

void add_layers(std::vector<Call<double>>&, const std::vector<double>&) {}
void add_layers(std::vector<Call<float>>& calls, const std::vector<float>& values) {
  const Matrix<float> w = matrix(values, outputs, inputs, 0), x = matrix(values, inputs, cols, 40),
                      y = matrix(values, outputs, cols, 60), dy = matrix(values, outputs, cols, 80);
  const Vector<float> b = matrix(values, outputs, 1, 20);
  const auto batch = [=] {
    return Batch{batch_in(w), Eigen::Map<const Vector<float>>(b.data(), outputs), batch_in(x)};
  };
  constexpr Index count = inputs * cols + outputs * inputs + outputs + outputs * cols;
  for (const Layer& layer : layers()) {
    calls.push_back({std::string(layer.name) + " layer forward", "", outputs * cols,
                     [=](float* results) { layer.forward(batch(), batch_out(results, outputs, cols)); }});
    calls.push_back({std::string(layer.name) + " layer backward", "", count, [=](float* results) {
                       float *const dx = results, *const dw = dx + inputs * cols, *const db = dw + outputs * inputs,
                                    *const dz = db + outputs;
                       std::fill(dz, dz + outputs * cols, 0.0f);  // Linear leaves it alone
                       layer.backward(batch(), batch_in(y), batch_in(dy),
                                      {batch_out(dx, inputs, cols), batch_out(dw, outputs, inputs),
                                       Eigen::Map<Vector<float>>(db, outputs), batch_out(dz, outputs, cols)});
                     }});
  }
}

void add_fast(std::vector<Call<double>>&, const std::vector<double>&) {}
void add_fast(std::vector<Call<float>>& calls, const std::vector<float>& values) {
  for (const auto& function : accuracy::fast_library_functions()) add_elementwise(calls, function, values);
}

}  // namespace

template <typename Scalar>
std::vector<Call<Scalar>> every_call(const std::vector<Scalar>& values) {
  std::vector<Call<Scalar>> calls;
  for (const auto& function : accuracy::library_functions<Scalar>()) add_elementwise(calls, function, values);
  add_fast(calls, values);
  for (const auto& function : vector_functions<Scalar>()) {
    for (const bool rowwise : {false, true}) add_vector_function(calls, function, rowwise, values);
  }
  add_loss(calls, values);
  add_layers(calls, values);
  return calls;
}
template std::vector<Call<float>> every_call(const std::vector<float>&);
template std::vector<Call<double>> every_call(const std::vector<double>&);

}  // namespace trust
