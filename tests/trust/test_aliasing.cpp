// Destinations that share memory with arguments: what is allowed gives the right bits, the rest is refused before
// anything is written. (The fuzz targets of functions of a vector and of layers place all of them at random.)
#include <random>

#include "../accuracy/library.hpp"
#include "../catch.hpp"
#include "../support.hpp"

namespace {

using namespace support;
using Catch::Matchers::ContainsSubstring;
using Eigen::MatrixXf;
using Eigen::VectorXf;

template <typename Scalar, typename Functions>
void check_in_place(const Functions& functions) {
  const auto values = every::difficult_values<Scalar>(300);
  const Vector<Scalar> x = Eigen::Map<const Vector<Scalar>>(values.data(), 300);
  for (const auto& function : functions) {
    for (const auto& tier : function.tiers) {
      CAPTURE(function.name, function.what, tier.name);
      for (const int n : {1, 7, 300}) {
        Vector<Scalar> y = x, in_place = x;
        tier.evaluate(x.data(), y.data(), n);
        tier.evaluate(in_place.data(), in_place.data(), n);
        CHECK(same_bits(in_place, y));
      }
    }
  }
}

}  // namespace

TEST_CASE("Every element-wise function in place", "[aliasing]") {
  check_in_place<float>(accuracy::library_functions<float>());
  check_in_place<float>(accuracy::fast_library_functions());
  check_in_place<double>(accuracy::library_functions<double>());
}

TEST_CASE("Element-wise: parts of one matrix, and the argument resized", "[aliasing]") {
  const MatrixXf m = random_matrix<float>(12, 5);
  MatrixXf y = m;
  y.bottomRows(4) = hillock::tanh(y.topRows(4));  // between each other's columns, but apart
  CHECK(same_bits(y.bottomRows(4), MatrixXf(hillock::tanh(m.topRows(4)))));
  y = m;
  y.topRows(4) = hillock::sigmoid.backward(y.topRows(4), y.topRows(4));
  CHECK(same_bits(y.topRows(4), MatrixXf(hillock::sigmoid.backward(m.topRows(4), m.topRows(4)))));
  y = m;
  y.bottomRows(11) = hillock::tanh(y.topRows(11)).eval();
  CHECK(same_bits(y.bottomRows(11), MatrixXf(hillock::tanh(m.topRows(11)))));
  y = m;
  y = hillock::tanh(y.transpose()).eval();
  CHECK(same_bits(y, MatrixXf(hillock::tanh(m.transpose()))));

  VectorXf v = m.col(0);
  const std::string expected =
      "hillock::assignment: the result is 3x1 but the destination, part of its argument, is 12x1";
  CHECK(message_of([&] { v = hillock::tanh(v.head(3)); }) == expected);
  CHECK(message_of([&] { v = hillock::tanh.backward(m.col(1).head(3), v.tail(3)); }) == expected);
  CHECK(same_bits(v, m.col(0)));
  v = hillock::tanh(v.head(3)).eval();
  CHECK(same_bits(v, VectorXf(hillock::tanh(m.col(0).head(3)))));
}

TEST_CASE("Gates into their argument", "[aliasing][gating]") {
  const VectorXf x = random_vector<float>(20);
  const VectorXf y = hillock::swiglu(x);
  VectorXf v = x;
  v.head(10) = hillock::swiglu(v);
  CHECK(same_bits(v.head(10), y));
  v = x;
  v.tail(10) = hillock::swiglu(v);
  CHECK(same_bits(v.tail(10), y));
  v = x;
  CHECK(message_of([&] { v = hillock::swiglu(v); }) ==
        "hillock::assignment: the result is 10x1 but the destination, part of its argument, is 20x1");
  CHECK(same_bits(v, x));
}

TEST_CASE("Layers into their arguments", "[aliasing][dense]") {
  // Small multiples of 1/8: every order of summation is exact.
  const MatrixXf w = (random_matrix<float>(6, 6).array() * 8).round() / 8;
  const VectorXf b = random_vector<float>(6), x = (random_vector<float>(6, 2, 3).array() * 8).round() / 8;
  const hillock::Linear linear{w, b};
  hillock::Dense dense{w, b, hillock::tanh};
  const VectorXf z = linear(x), y = dense(x);
  VectorXf v = x;
  CHECK(message_of([&] { linear.forward(v, v); }) == "hillock::Linear: the destination overlaps the input");
  CHECK(message_of([&] { dense.forward(v, v); }) == "hillock::Dense: the destination overlaps the input");
  CHECK(message_of([&] { dense.forward(v, dense.weights().col(2)); }) ==
        "hillock::Dense: the destination overlaps the weights");
  CHECK(message_of([&] { dense.forward(v, dense.bias()); }) == "hillock::Dense: the destination overlaps the bias");
  CHECK((same_bits(v, x) && same_bits(dense.weights(), w) && same_bits(dense.bias(), b)));
  linear.forward(1 * v, v);  // an expression is evaluated first
  CHECK(same_bits(v, z));
  MatrixXf m = random_matrix<float>(12, 6);
  m.topRows(6) = w;
  dense.forward(m.topRows(6), m.bottomRows(6));  // apart
  CHECK(same_bits(m.bottomRows(6), dense(w)));
  CHECK(message_of([&] { dense.forward(m.topRows(6), m.middleRows(3, 6)); }) ==
        "hillock::Dense: the destination overlaps the input");

  const VectorXf dy = random_vector<float>(6, 2, 4);
  auto g = dense.backward(x, y, dy);
  const auto expected = g;
  const auto refused = [&](auto action, const char* what) {
    CHECK_THAT(message_of(action), ContainsSubstring(std::string(": the destination overlaps ") + what));
  };
  refused([&] { linear.backward(x, g.input, g); }, "the gradient");
  refused([&] { linear.backward(g.bias, dy, g); }, "the input");
  refused([&] { dense.backward(g.input, y, dy, g); }, "the input");
  refused([&] { dense.backward(g.pre_activation, y, dy, g); }, "the input");
  refused([&] { dense.backward(x, g.pre_activation, dy, g); }, "y");
  refused([&] { dense.backward(x, y, g.pre_activation, g); }, "the gradient");
  CHECK((g.input == expected.input && g.weights == expected.weights && g.bias == expected.bias));
  linear.backward(x, 1 * g.input, g);
  CHECK(same_bits(g.input, linear.backward(x, expected.input).input));
}

TEST_CASE("The loss into its logits", "[aliasing][cross_entropy]") {
  const MatrixXf x = random_matrix<float>(6, 4), targets = hillock::softmax(random_matrix<float>(6, 4, 2, 5));
  const std::vector<int> labels = {1, 2, 0, 5};
  auto r = hillock::softmax_cross_entropy(x, labels);
  const MatrixXf gradient = r.gradient;
  CHECK(message_of([&] { hillock::softmax_cross_entropy.forward(r.gradient, labels, r); }) ==
        "hillock::softmax_cross_entropy: the destination overlaps the logits");
  CHECK(message_of([&] { hillock::softmax_cross_entropy.forward(x, r.gradient, r); }) ==
        "hillock::softmax_cross_entropy: the destination overlaps the targets");
  CHECK(same_bits(r.gradient, gradient));
}

TEST_CASE("Slopes into their arguments", "[aliasing]") {
  const MatrixXf x = random_matrix<float>(6, 6);
  const hillock::ChannelPReLU prelu{random_vector<float>(6)};
  MatrixXf m = x;
  prelu.forward(m, m);
  CHECK(same_bits(m, prelu(x)));
  CHECK(message_of([&] { prelu.forward(m, m.transpose()); }) ==
        "hillock::ChannelPReLU: the destination overlaps x in part");
  CHECK(same_bits(m, prelu(x)));
  const hillock::RReLU<float> rrelu;
  std::mt19937 engine(1), same(1), untouched(1);
  MatrixXf slopes = x;
  rrelu.forward_training(x, engine, m, slopes);
  MatrixXf in_place = x, other_slopes = x;
  rrelu.forward_training(in_place, same, in_place, other_slopes);
  CHECK((same_bits(in_place, m) && same_bits(slopes, other_slopes)));
  CHECK(message_of([&] { rrelu.forward_training(x, untouched, m, m); }) ==
        "hillock::rrelu: the destination overlaps the slopes");
  CHECK(message_of([&] { rrelu.forward_training(m, untouched, m.transpose(), slopes); }) ==
        "hillock::rrelu: the destination overlaps x in part");
  CHECK(untouched == std::mt19937(1));
}
