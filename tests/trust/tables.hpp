// Every function of a vector, every gate, the loss and the layers as tables of functions on memory of any layout, so
// that many tests share one copy of their code: it takes long to compile. (The element-wise functions are such a table
// in
// ../accuracy/library.hpp.)
#pragma once

#include <vector>

#include <Eigen/Core>

namespace trust {

template <typename Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
template <typename Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

using Strides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
template <typename Scalar>
using In = Eigen::Map<const Matrix<Scalar>, 0, Strides>;
template <typename Scalar>
using Out = Eigen::Map<Matrix<Scalar>, 0, Strides>;

template <typename Scalar>
struct Options {
  bool rowwise = false;
  bool masked = false;     // softmax and its kin
  Scalar temperature = 1;  // softmax and its kin
  Scalar lo = 0, hi = 1;   // min_max_normalize; softmax_with_sink has `lo` as its sink
};

/// The length of f(x) along the axis: that of x, half of it, or one.
enum class Length { same, half, one };

/// Pointers are null where a function has no such gradient.
template <typename Scalar>
struct VectorFunction {
  const char* name;
  Length length;
  void (*forward)(const In<Scalar>& x, Out<Scalar> y, const Options<Scalar>&);
  void (*backward)(const In<Scalar>& x, const In<Scalar>& dy, Out<Scalar> dx, const Options<Scalar>&);
  void (*backward_from_output)(const In<Scalar>& y, const In<Scalar>& dy, Out<Scalar> dx, const Options<Scalar>&);
};
template <typename Scalar>
std::vector<VectorFunction<Scalar>> vector_functions();

/// softmax_cross_entropy, of class indices and of distributions, and binary_cross_entropy_with_logits.
template <typename Scalar>
struct Loss {
  void (*of_labels)(const In<Scalar>& x, const std::vector<int>& labels, Out<Scalar> losses, Out<Scalar> gradient,
                    const Options<Scalar>&);
  void (*of_distributions)(const In<Scalar>& x, const In<Scalar>& targets, Out<Scalar> losses, Out<Scalar> gradient,
                           const Options<Scalar>&);
  void (*of_logits)(const In<Scalar>& x, const In<Scalar>& targets, Out<Scalar> losses, Out<Scalar> gradient);
};
template <typename Scalar>
Loss<Scalar> loss();

/// A batch of floats, whose samples are columns, and what Linear and Dense need of it. (The code of layers is one for
/// both scalar types, and Eigen's products take long to compile.)
using BatchIn = Eigen::Map<const Matrix<float>, 0, Eigen::OuterStride<>>;
using BatchOut = Eigen::Map<Matrix<float>, 0, Eigen::OuterStride<>>;
struct Batch {
  BatchIn weights;
  Eigen::Map<const Vector<float>> bias;
  BatchIn x;
};
/// Every gradient where it belongs.
struct BatchGradients {
  BatchOut input, weights;
  Eigen::Map<Vector<float>> bias;
  BatchOut pre_activation;
};
struct Layer {
  const char* name;  // that of its activation
  void (*forward)(const Batch&, BatchOut y);
  void (*backward)(const Batch&, const BatchIn& y, const BatchIn& dy, BatchGradients g);
};
std::vector<Layer> layers();

}  // namespace trust
