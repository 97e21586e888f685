// The network: 64 pixels, hidden layers of 32 units with the activation under study, 10 classes; and how it learns.
// All of it is hillock's public face. Layers keep no state: what backward needs of forward is kept here.
#ifndef HILLOCK_EXAMPLES_DIGITS_NETWORK_HPP
#define HILLOCK_EXAMPLES_DIGITS_NETWORK_HPP

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

#include "data.hpp"

constexpr Eigen::Index hidden_units = 32;

template <typename Activation>
class Network {
 public:
  Network(std::size_t hidden_layers, std::mt19937& random)
      : output_(random_weights(classes, hidden_units, random), Eigen::VectorXf::Zero(classes)),
        values_(hidden_layers + 1),
        gradients_(hidden_layers) {
    for (std::size_t i = 0; i < hidden_layers; ++i) {
      hidden_.emplace_back(random_weights(hidden_units, i == 0 ? pixels : hidden_units, random),
                           Eigen::VectorXf::Zero(hidden_units), Activation());
    }
  }

  /// One step down the gradient of the cross-entropy, which it returns, averaged over the images in the columns.
  ///
  /// From the second batch on nothing is allocated: every matrix already has its size.
  template <typename Images, typename Targets>
  float learn(const Images& images, const Targets& targets, float rate) {
    values_.front() = images;
    for (std::size_t i = 0; i < hidden_.size(); ++i) hidden_[i].forward(values_[i], values_[i + 1]);
    output_.forward(values_.back(), logits_);
    log_probabilities_ = hillock::log_softmax(logits_);
    probabilities_ = hillock::softmax(logits_);

    // Softmax and cross-entropy together have this simple gradient with respect to the logits.
    const auto count = static_cast<float>(images.cols());
    logits_gradient_ = (probabilities_ - targets) / count;
    output_.backward(values_.back(), logits_gradient_, output_gradients_);
    descend(output_, output_gradients_, rate);

    const Eigen::MatrixXf* gradient = &output_gradients_.input;
    for (std::size_t i = hidden_.size(); i-- > 0;) {
      hidden_[i].backward(values_[i], values_[i + 1], *gradient, gradients_[i]);
      descend(hidden_[i], gradients_[i], rate);
      gradient = &gradients_[i].input;
    }
    return -log_probabilities_.cwiseProduct(targets).sum() / count;
  }

  /// The probability of each class (rows) for each image (columns).
  Eigen::MatrixXf probabilities(const Eigen::MatrixXf& images) const {
    Eigen::MatrixXf values = images;
    for (const Hidden& layer : hidden_) values = layer(values);
    return hillock::softmax(output_(values));
  }

  /// mean |gradient| of the first layer's weights in the last step.
  float mean_gradient() const { return gradients_.front().weights.cwiseAbs().mean(); }

  /// The share of hidden units whose derivative is below 0.001 for every one of these images.
  float dead_units(const Eigen::MatrixXf& images) const {
    Eigen::Index dead = 0;
    Eigen::MatrixXf values = images;
    for (const Hidden& layer : hidden_) {
      values = layer(values);
      const Eigen::MatrixXf derivatives = layer.activation().derivative_from_output(values);
      dead += (derivatives.rowwise().maxCoeff().array() < 0.001f).count();
    }
    return static_cast<float>(dead) / static_cast<float>(hidden_.size() * hidden_units);
  }

 private:
  using Hidden = hillock::Dense<Eigen::MatrixXf, Eigen::VectorXf, Activation>;
  using Output = hillock::Linear<Eigen::MatrixXf, Eigen::VectorXf>;

  // Glorot's range: neither the signals nor the gradients should grow or shrink from layer to layer.
  static Eigen::MatrixXf random_weights(Eigen::Index outputs, Eigen::Index inputs, std::mt19937& random) {
    const float limit = std::sqrt(6 / static_cast<float>(inputs + outputs));
    Eigen::MatrixXf weights(outputs, inputs);
    for (float& weight : weights.reshaped()) weight = uniform(random, -limit, limit);
    return weights;
  }

  template <typename Layer, typename Gradients>
  static void descend(Layer& layer, const Gradients& gradients, float rate) {
    layer.weights() -= rate * gradients.weights;
    layer.bias() -= rate * gradients.bias;
  }

  std::vector<Hidden> hidden_;
  Output output_;
  std::vector<Eigen::MatrixXf> values_;  // what goes into each layer; the first are the images
  Eigen::MatrixXf logits_, probabilities_, log_probabilities_, logits_gradient_;
  std::vector<typename Hidden::template Gradients<Eigen::MatrixXf>> gradients_;
  typename Output::template Gradients<Eigen::MatrixXf> output_gradients_;
};

#endif  // HILLOCK_EXAMPLES_DIGITS_NETWORK_HPP
