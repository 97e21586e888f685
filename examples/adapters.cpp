// hillock inside of three other libraries, by the interface that each has for an activation of one's own. The
// interfaces are stood in for here by the few lines that matter, so that this program compiles without them.
#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

// RTNeural (with Eigen): the mathematics of its layers is a template argument.
// [rtneural]
/// For RTNeural::LSTMLayerT<float, 1, 32, RTNeural::SampleRateCorrectionMode::None, HillockMaths>, likewise GRULayerT,
/// TanhActivationT and the others that take a maths provider. `fast` is enough for audio; the other tiers go as well.
struct HillockMaths {
  template <typename Matrix>
  static auto tanh(const Matrix& x) {
    return hillock::fast::tanh(x.array());
  }
  template <typename Matrix>
  static auto sigmoid(const Matrix& x) {
    return hillock::fast::sigmoid(x.array());
  }
  template <typename Matrix>
  static auto exp(const Matrix& x) {
    return hillock::fast::exponential(x.array());
  }
};
// [/rtneural]

// NeuralAmpModelerCore: activations are objects that overwrite floats in place.
namespace nam {
namespace activations {
class Activation {
 public:
  using Ptr = std::shared_ptr<Activation>;
  virtual ~Activation() = default;
  virtual void apply(Eigen::MatrixXf& matrix) { apply(matrix.data(), matrix.size()); }
  virtual void apply(float* data, long size) = 0;

  static Ptr get_activation(const std::string& name) { return _activations[name]; }

 protected:
  inline static std::unordered_map<std::string, Ptr> _activations;
};
}  // namespace activations
}  // namespace nam

// [nam]
/// Any function of hillock as an activation of NeuralAmpModelerCore, with its parameters and in its tier.
template <typename Function>
class HillockActivation : public nam::activations::Activation {
 public:
  explicit HillockActivation(const Function& function = {}) : function_(function) {}

  /// Before a model is loaded: whatever it calls by this name is then this function.
  static void replace(const std::string& name, const Function& function = {}) {
    _activations[name] = std::make_shared<HillockActivation>(function);
  }

  using Activation::apply;
  void apply(float* data, long size) override {
    Eigen::Map<Eigen::ArrayXf> values(data, size);
    values = function_(values);
  }

 private:
  Function function_;
};
// [/nam]

// MiniDNN: activations are types with static functions on matrices whose columns are observations.
// [minidnn]
/// Any activation of hillock in a layer of MiniDNN: FullyConnected<HillockUnits<hillock::GELU<Scalar>>>.
template <typename Activation>
struct HillockUnits {
  using Matrix = Eigen::Matrix<typename Activation::Scalar, Eigen::Dynamic, Eigen::Dynamic>;

  static void activate(const Matrix& z, Matrix& a) { a = Activation()(z); }
  // g may be z itself.
  static void apply_jacobian(const Matrix& z, const Matrix&, const Matrix& f, Matrix& g) {
    g = Activation().backward(z, f);
  }
  static std::string return_type() { return Activation::name; }
};
// [/minidnn]

namespace {

/// What RTNeural's LSTM does with its gates: blocks of one vector, in expressions that it writes itself.
template <typename Maths>
Eigen::Vector4f gates(const Eigen::Matrix<float, 16, 1>& sums, Eigen::Vector4f memory) {
  const Eigen::Vector4f f = Maths::sigmoid(sums.segment<4>(0)), i = Maths::sigmoid(sums.segment<4>(4));
  memory = f.cwiseProduct(memory) + i.cwiseProduct(Maths::tanh(sums.segment<4>(8)).matrix());
  return Maths::sigmoid(sums.segment<4>(12)).matrix().cwiseProduct(Maths::tanh(memory).matrix());
}

/// The same by the standard library.
struct StandardMaths {
  template <typename Matrix>
  static auto tanh(const Matrix& x) {
    return x.array().unaryExpr([](float v) { return std::tanh(v); });
  }
  template <typename Matrix>
  static auto sigmoid(const Matrix& x) {
    return x.array().unaryExpr([](float v) { return 1 / (1 + std::exp(-v)); });
  }
};

bool rtneural_is_right() {
  const Eigen::Matrix<float, 16, 1> sums = Eigen::Matrix<float, 16, 1>::LinSpaced(-3, 3);
  const Eigen::Vector4f memory(0.5f, -1, 2, 0);
  const Eigen::Vector4f expected = gates<StandardMaths>(sums, memory);
  const Eigen::ArrayXf exponentials = HillockMaths::exp(sums);
  return (gates<HillockMaths>(sums, memory) - expected).cwiseAbs().maxCoeff() < 2e-3f &&
         ((exponentials - sums.array().exp()) / exponentials).abs().maxCoeff() < 1e-3f;
}

bool nam_is_right() {
  std::vector<float> samples(1001);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = 0.01f * static_cast<float>(i) - 5;
  std::vector<float> leaky = samples;
  const auto data = samples;
  // [register]
  HillockActivation<hillock::Tanh<float>>::replace("Tanh");
  HillockActivation<hillock::LeakyReLU<float>>::replace("LeakyReLU", hillock::LeakyReLU<float>(0.2f));
  // [/register]
  using nam::activations::Activation;
  Activation::get_activation("Tanh")->apply(samples.data(), static_cast<long>(samples.size()));
  Activation::get_activation("LeakyReLU")->apply(leaky.data(), static_cast<long>(leaky.size()));
  bool good = true;
  for (std::size_t i = 0; i < data.size(); ++i) {
    good = good && std::abs(samples[i] - std::tanh(data[i])) < 2e-7f;
    good = good && leaky[i] == (data[i] > 0 ? data[i] : 0.2f * data[i]);
  }
  return good;
}

bool minidnn_is_right() {
  using Units = HillockUnits<hillock::GELU<double>>;
  const Eigen::MatrixXd start = Eigen::MatrixXd::Random(5, 7) * 3, f = Eigen::MatrixXd::Random(5, 7);
  Eigen::MatrixXd z = start, a;
  Units::activate(z, a);
  Units::apply_jacobian(z, a, f, z);  // in place
  const auto phi = [](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; };
  bool good = Units::return_type() == "gelu";
  for (Eigen::Index i = 0; i < z.size(); ++i) {
    const double x = start(i), density = std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0));
    good = good && std::abs(a(i) - x * phi(x)) < 1e-14;
    good = good && std::abs(z(i) - f(i) * (phi(x) + x * density)) < 1e-14;
  }
  return good;
}

}  // namespace

int main() {
  const bool rtneural = rtneural_is_right(), nam = nam_is_right(), minidnn = minidnn_is_right();
  std::cout << "RTNeural " << (rtneural ? "right" : "wrong") << ", NeuralAmpModelerCore " << (nam ? "right" : "wrong")
            << ", MiniDNN " << (minidnn ? "right" : "wrong") << '\n';
  return rtneural && nam && minidnn ? 0 : 1;
}
