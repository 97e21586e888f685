// Functions of vectors, and gates. The lines:
//   bars, name, what, values: a picture of one vector; the first of a function is its argument
//   case, name, argument, result: special values
//   vector_curve, name, what, y at -5, -4.95, …, 5: for functions whose picture is one of a single number
#include <cstdio>
#include <limits>
#include <random>
#include <string>

#include <hillock/hillock.hpp>

#include "facts.hpp"

namespace {

using Eigen::Vector2d;
using Eigen::VectorXd;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

void print_bars(const char* name, const char* what, const VectorXd& values) {
  std::printf("bars\t%s\t%s", name, what);
  for (const double value : values) std::printf("\t%.5g", value);
  std::printf("\n");
}

std::string text_of(const VectorXd& values) {
  std::string text;
  for (const double value : values) {
    char number[32];
    std::snprintf(number, sizeof number, "%.5g", value);
    text += (text.empty() ? "" : ", ") + std::string(number);
  }
  return text.empty() ? "empty" : text;
}

void print_case(const char* name, const VectorXd& x, const VectorXd& y) {
  std::printf("case\t%s\t%s\t%s\n", name, text_of(x).c_str(), text_of(y).c_str());
}

VectorXd vector(std::initializer_list<double> values) {
  VectorXd x(static_cast<Eigen::Index>(values.size()));
  Eigen::Index i = 0;
  for (const double value : values) x[i++] = value;
  return x;
}

// The scores of the introduction, and one below 0.
const VectorXd scores = vector({2.9, 1.3, 0.2, -1.0});

template <typename Function>
void print_cases(const char* name, const Function& function) {
  for (const VectorXd& x : {vector({1, -infinity, 0}), vector({-infinity, -infinity}), vector({1, infinity, 0}),
                            vector({1, not_a_number, 0}), vector({2, 2}), VectorXd()}) {
    print_case(name, x, function(x));
  }
}

template <typename Function>
void print_function(const char* name, const Function& function, const char* more_name = nullptr,
                    const VectorXd& more = {}) {
  print_bars(name, "x", scores);
  print_bars(name, name, function(scores));
  if (more_name != nullptr) print_bars(name, more_name, more);
  print_cases(name, function);
}

/// f and its derivative with respect to a single number, which the others stand still for.
template <typename Value, typename Slope>
void print_curves(const char* name, const Value& value, const Slope& slope) {
  facts::print_curve("vector_curve", name, "f", 5, value);
  facts::print_jumps(name, "f", value);
  facts::print_curve("vector_curve", name, "derivative", 5, slope);
  facts::print_jumps(name, "derivative", slope);
}

template <typename Gate>
void print_gate(const char* name, const Gate& gate) {
  const Eigen::Matrix<double, 1, 1> one(1.0);  // dy
  const auto at = [&](double b) { return VectorXd(gate(vector({1, b})))[0]; };
  print_curves(name, at, [&](double b) { return VectorXd(gate.backward(vector({1, b}), one))[1]; });
  for (const VectorXd& x : {vector({3, 0}), vector({3, -infinity}), vector({3, infinity}),
                            vector({infinity, -infinity}), vector({3, not_a_number})}) {
    print_case(name, x, gate(x));
  }
}

}  // namespace

void facts::print_vector_functions() {
  print_function("softmax", hillock::softmax, "softmax, temperature 3", hillock::softmax(scores, 3.0));
  print_function("log_softmax", hillock::log_softmax);
  print_function("softmin", hillock::softmin);
  print_function("softmax_with_sink", hillock::softmax_with_sink, "with the sink 2",
                 hillock::softmax_with_sink(scores, 2.0));
  print_function("hardmax", hillock::hardmax);
  print_function("sparsemax", hillock::sparsemax, "sparsemax of x/3", hillock::sparsemax(scores / 3));
  print_function("min_max_normalize", hillock::min_max_normalize, "onto [-1, 1]",
                 hillock::min_max_normalize(scores, -1.0, 1.0));

  print_function("layer_norm", hillock::layer_norm, "with gain 2, bias 1",
                 hillock::layer_norm(scores, VectorXd::Constant(4, 2), VectorXd::Ones(4)));
  print_function("rms_norm", hillock::rms_norm);

  std::mt19937 engine(7);
  const VectorXd soft = hillock::gumbel_softmax(scores, engine, 0.5);
  print_bars("gumbel_softmax", "x", scores);
  print_bars("gumbel_softmax", "temperature 0.5, one sample", soft);
  print_bars("gumbel_softmax", "its choice", hillock::hardmax(soft));

  const auto logsumexp = [](double x) { return hillock::logsumexp(Vector2d(x, 0)); };
  print_curves("logsumexp", logsumexp,
               [](double x) { return Vector2d(hillock::logsumexp.backward(Vector2d(x, 0), 1.0))[0]; });
  print_cases("logsumexp", [](const VectorXd& x) { return vector({hillock::logsumexp(x)}); });

  const auto logmeanexp = [](double x) { return hillock::logmeanexp(Vector2d(x, 0)); };
  print_curves("logmeanexp", logmeanexp,
               [](double x) { return Vector2d(hillock::logmeanexp.backward(Vector2d(x, 0), 1.0))[0]; });
  print_cases("logmeanexp", [](const VectorXd& x) { return vector({hillock::logmeanexp(x)}); });

  const auto loss = [](double x) { return hillock::softmax_cross_entropy(Vector2d(x, 0), 0); };
  print_curves(
      "softmax_cross_entropy", [&](double x) { return loss(x).losses[0]; },
      [&](double x) { return loss(x).gradient[0]; });
  for (const VectorXd& x : {vector({1000, 0}), vector({-1000, 0}), vector({-infinity, 0}), vector({0, -infinity}),
                            vector({infinity, 0}), vector({not_a_number, 0})}) {
    const auto result = hillock::softmax_cross_entropy(x, 0);
    print_case("softmax_cross_entropy", x, vector({result.losses[0], result.gradient[0], result.gradient[1]}));
  }

  const auto decision = [](double z) { return hillock::binary_cross_entropy_with_logits(vector({z}), vector({1})); };
  print_curves(
      "binary_cross_entropy_with_logits", [&](double z) { return decision(z).losses[0]; },
      [&](double z) { return decision(z).gradient[0]; });
  for (const double z : {1000.0, -1000.0, infinity, -infinity, not_a_number}) {
    print_case("binary_cross_entropy_with_logits", vector({z}),
               vector({decision(z).losses[0], decision(z).gradient[0]}));
  }

  print_gate("glu", hillock::glu);
  print_gate("swiglu", hillock::swiglu);
  print_gate("geglu", hillock::geglu);
  print_gate("reglu", hillock::reglu);
}
