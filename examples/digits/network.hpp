// The network: 64 pixels, hidden layers of 32 units with the activation under study, 10 classes; and how it learns.
// All of it is hillock's public face. The layers keep no state: what backward needs of forward is in the memory.
#pragma once

#include <cmath>
#include <cstddef>
#include <random>
#include <tuple>
#include <utility>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

#include "data.hpp"

constexpr Eigen::Index hidden_units = 32;

// Glorot's range: neither the signals nor the gradients should grow or shrink from layer to layer.
inline Eigen::MatrixXf random_weights(Eigen::Index outputs, Eigen::Index inputs, std::mt19937& random) {
  const float limit = std::sqrt(6 / static_cast<float>(inputs + outputs));
  Eigen::MatrixXf weights(outputs, inputs);
  for (float& weight : weights.reshaped()) weight = uniform(random, -limit, limit);
  return weights;
}

/// As many hidden layers as there are numbers i, and the logits of the classes.
template <typename Activation, std::size_t... i>
auto make_layers(std::mt19937& random, std::index_sequence<i...>) {
  const hillock::Linear output{random_weights(classes, hidden_units, random), Eigen::VectorXf::Zero(classes)};
  return hillock::Sequential{hillock::Dense{random_weights(hidden_units, i == 0 ? pixels : hidden_units, random),
                                            Eigen::VectorXf::Zero(hidden_units), Activation()}...,
                             output};
}

template <typename Activation, std::size_t hidden_layers>
class Network {
  using Hidden = std::make_index_sequence<hidden_layers>;

 public:
  explicit Network(std::mt19937& random) : layers_(make_layers<Activation>(random, Hidden())) {}

  /// One step down the gradient of the cross-entropy, which it returns, averaged over the images in the columns.
  ///
  /// From the second batch on nothing is allocated: every matrix already has its size.
  template <typename Images, typename Targets>
  float learn(const Images& images, const Targets& targets, float rate) {
    hillock::softmax_cross_entropy.forward(layers_.forward(images, memory_), targets, loss_);
    layers_.backward(images, loss_.gradient / static_cast<float>(images.cols()), memory_, gradients_);
    layers_.for_each_parameter([rate](auto& parameter, const auto& gradient) { parameter -= rate * gradient; },
                               gradients_);
    return loss_.mean();
  }

  /// The probability of each class (rows) for each image (columns).
  Eigen::MatrixXf probabilities(const Eigen::MatrixXf& images) const { return hillock::softmax(layers_(images)); }

  /// mean |gradient| of the first layer's weights in the last step.
  float mean_gradient() const { return std::get<0>(gradients_).weights.cwiseAbs().mean(); }

  /// The share of hidden units whose derivative is below 0.001 for every one of these images.
  float dead_units(const Eigen::MatrixXf& images) const {
    Memory memory;
    layers_.forward(images, memory);
    return static_cast<float>(dead_units(memory, Hidden())) / static_cast<float>(hidden_layers * hidden_units);
  }

 private:
  using Layers = decltype(make_layers<Activation>(std::declval<std::mt19937&>(), Hidden()));
  using Memory = typename Layers::template Memory<>;

  template <std::size_t... i>
  static Eigen::Index dead_units(const Memory& memory, std::index_sequence<i...>) {
    const auto count = [](const Eigen::MatrixXf& output) {
      const Eigen::MatrixXf derivatives = Activation().derivative_from_output(output);
      return (derivatives.rowwise().maxCoeff().array() < 0.001f).count();
    };
    return (count(std::get<i>(memory)) + ...);
  }

  Layers layers_;
  Memory memory_;
  typename Layers::template Gradients<> gradients_;
  hillock::CrossEntropy<Eigen::VectorXf, Eigen::MatrixXf> loss_;
};
