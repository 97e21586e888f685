// RReLU in training, with a slope drawn for each element, and PReLU with a slope per channel.
#include <random>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace support;

namespace {

/// Numbers far from 0, each in turn.
struct FarEngine {
  using result_type = unsigned;
  static constexpr unsigned min() { return 1000; }
  static constexpr unsigned max() { return 1002; }
  unsigned operator()() { return next = next < max() ? next + 1 : min(); }

  unsigned next = max();
};

}  // namespace

TEMPLATE_TEST_CASE("RReLU in training", "[rrelu]", float, double) {
  using Scalar = TestType;
  const hillock::RReLU<Scalar> act(Scalar(0.1), Scalar(0.3));
  const Matrix<Scalar> x = random_matrix<Scalar>(50, 40), dy = random_matrix<Scalar>(50, 40, 1, 7);
  Matrix<Scalar> y, slopes;
  std::mt19937_64 engine(5);
  act.forward_training(x, engine, y, slopes);
  REQUIRE((y.rows() == 50 && y.cols() == 40 && slopes.rows() == 50 && slopes.cols() == 40));
  Scalar lowest = 1, highest = 0;
  double sum = 0, count = 0;
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    CHECK(y(i) == slopes(i) * x(i));
    if (x(i) > 0) {
      CHECK(slopes(i) == 1);
    } else {
      lowest = std::min(lowest, slopes(i));
      highest = std::max(highest, slopes(i));
      sum += static_cast<double>(slopes(i));
      ++count;
    }
  }
  CHECK((lowest >= Scalar(0.1) && lowest < Scalar(0.102)));
  CHECK((highest <= Scalar(0.3) && highest > Scalar(0.298)));
  CHECK(std::abs(sum / count - 0.2) < 4 * 0.0577 / std::sqrt(count));
  CHECK(same_bits(Matrix<Scalar>(act.backward_training(slopes, dy)), Matrix<Scalar>(dy.cwiseProduct(slopes))));

  // The same engine and seed: the same result, also in place and into a part of a larger matrix.
  Matrix<Scalar> again = x, large = Matrix<Scalar>::Zero(60, 60);
  engine.seed(5);
  act.forward_training(again, engine, again, large.topLeftCorner(50, 40));
  CHECK(same_bits(again, y));
  CHECK(same_bits(large.topLeftCorner(50, 40), slopes));
  // The number drawn for an element depends on its position alone.
  Matrix<Scalar> other = x;
  other(0) = -other(0);
  Matrix<Scalar> other_y, other_slopes;
  engine.seed(5);
  act.forward_training(other, engine, other_y, other_slopes);
  CHECK(same_bits(other_slopes.rightCols(39), slopes.rightCols(39)));
}

TEMPLATE_TEST_CASE("RReLU draws between its bounds, however near they are", "[rrelu]", float, double) {
  using Scalar = TestType;
  const Vector<Scalar> x = -Vector<Scalar>::Ones(10000);
  Vector<Scalar> y, slopes;
  std::mt19937 engine(1);
  constexpr Scalar least = std::numeric_limits<Scalar>::denorm_min(), most = (std::numeric_limits<Scalar>::max)();
  const Scalar tenth = Scalar(0.1), next = std::nextafter(tenth, Scalar(1));
  for (const auto& bounds : {std::make_pair(tenth, tenth), std::make_pair(-tenth, -tenth), std::make_pair(least, least),
                             std::make_pair(3 * least, 3 * least), std::make_pair(most, most),
                             std::make_pair(-most, most), std::make_pair(tenth, next)}) {
    const hillock::RReLU<Scalar> act(bounds.first, bounds.second);
    act.forward_training(x, engine, y, slopes);
    CHECK((slopes.array() >= bounds.first && slopes.array() <= bounds.second).all());
    CHECK((act.negative_slope() >= bounds.first && act.negative_slope() <= bounds.second));
  }
}

TEST_CASE("RReLU in training: special values, other engines, shapes", "[rrelu]") {
  const hillock::RReLU<float> act;
  CHECK(act.negative_slope() == 0.125f / 2 + (1.0f / 3) / 2);
  const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  Eigen::Vector4f x(0.0f, -inf, nan, inf), y, slopes;
  std::minstd_rand engine(1);
  act.forward_training(x, engine, y, slopes);
  CHECK(y[0] == 0);
  CHECK((slopes[0] >= act.lower() && slopes[0] <= act.upper()));
  CHECK(y[1] == -inf);
  CHECK((std::isnan(y[2]) && std::isnan(slopes[2])));
  CHECK((y[3] == inf && slopes[3] == 1));
  FarEngine far;
  act.forward_training(Eigen::Vector3f::Zero(), far, y.head<3>(), slopes.head<3>());
  CHECK((slopes[0] == act.lower() && slopes[2] == act.upper()));
  CHECK((slopes[1] > act.lower() && slopes[1] < act.upper()));
  const Eigen::VectorXf longer = Eigen::VectorXf::Zero(5);
  CHECK(message_of([&] { act.forward_training(longer, engine, y, slopes); }) ==
        "hillock::rrelu: the result is 5x1 but the destination is 4x1");
  Eigen::VectorXf unchanged(2);
  CHECK(message_of([&] { act.forward_training(longer, engine, unchanged, slopes); }) ==
        "hillock::rrelu: the result is 5x1 but the destination is 4x1");
  CHECK(unchanged.size() == 2);
  CHECK(message_of([&] { act.backward_training(longer, Eigen::VectorXf(x)); }) ==
        "hillock::rrelu: slopes is 5x1 but dy is 4x1");
}

TEMPLATE_TEST_CASE("PReLU with a slope per channel", "[prelu]", float, double) {
  using Scalar = TestType;
  const Eigen::Matrix<Scalar, 3, 1> alpha(Scalar(0.25), Scalar(0), Scalar(-2));
  const hillock::ChannelPReLU prelu{alpha};
  const Matrix<Scalar> x = random_matrix<Scalar>(3, 20), dy = random_matrix<Scalar>(3, 20, 1, 3);
  const Matrix<Scalar> y = prelu(x);
  const auto g = prelu.backward(x, dy);
  for (Eigen::Index i = 0; i < 3; ++i) {
    const hillock::PReLU<Scalar> act(alpha[i]);
    CHECK(same_bits(y.row(i), Eigen::Matrix<Scalar, 1, Eigen::Dynamic>(act(x.row(i)))));
    CHECK(same_bits(g.input.row(i), Eigen::Matrix<Scalar, 1, Eigen::Dynamic>(act.backward(x.row(i), dy.row(i)))));
    long double sum = 0;
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      sum += static_cast<long double>(dy(i, j)) * std::min<long double>(x(i, j), 0);
    }
    CHECK(std::abs(g.alpha[i] - sum) < 40 * std::numeric_limits<Scalar>::epsilon());
  }
  Matrix<Scalar> in_place = x;
  prelu.forward(in_place, in_place);
  CHECK(same_bits(in_place, y));
  Matrix<Scalar> large = Matrix<Scalar>::Zero(5, 30);
  prelu.forward(x, large.block(1, 2, 3, 20));
  CHECK(same_bits(large.block(1, 2, 3, 20), y));
  const Scalar inf = std::numeric_limits<Scalar>::infinity();
  CHECK(prelu(Vector<Scalar>::Constant(3, -inf))(1) == 0);
}

TEST_CASE("ChannelPReLU on arrays and on channels that take turns in memory", "[prelu]") {
  const std::vector<float> slopes{0.25f, 2, -0.5f};
  const Eigen::MatrixXf x = random_matrix<float>(3, 7), dy = random_matrix<float>(3, 7, 1, 2);
  const hillock::ChannelPReLU prelu{slopes};
  STATIC_REQUIRE(std::is_same<decltype(prelu), const hillock::ChannelPReLU<float>>::value);
  const Eigen::MatrixXf y = prelu(x);
  const auto g = prelu.backward(x, dy);
  for (Eigen::Index i = 0; i < 3; ++i) {
    CHECK(same_bits(y.row(i), Eigen::RowVectorXf(hillock::leaky_relu(x.row(i), slopes[std::size_t(i)]))));
  }
  const hillock::ChannelPReLU of_array{Eigen::Array3f(0.25f, 2, -0.5f)};
  Eigen::ArrayXXf array = x.array();
  CHECK(same_bits(of_array(array), y));
  CHECK(same_bits(of_array(array + 0), y));
  of_array.forward(array, array);
  CHECK(same_bits(array.matrix(), y));
  const auto of_arrays = of_array.backward(x.array(), dy.array());
  CHECK((same_bits(of_arrays.input, g.input) && same_bits(of_arrays.alpha, g.alpha)));
  std::vector<float> samples(21);  // frame by frame
  for (std::size_t i = 0; i < 21; ++i) samples[i] = x(Eigen::Index(i % 3), Eigen::Index(i / 3));
  Eigen::Map<Eigen::MatrixXf> frames(samples.data(), 3, 7);
  prelu.forward(frames, frames);
  CHECK(same_bits(frames, y));
}

TEST_CASE("Shapes of a PReLU with a slope per channel", "[errors][prelu]") {
  const hillock::ChannelPReLU prelu{random_vector<float>(3)};
  const Eigen::MatrixXf x = random_matrix<float>(3, 5);
  Eigen::MatrixXf large = Eigen::MatrixXf::Constant(4, 5, 7);
  CHECK(message_of([&] { prelu(large); }) == "hillock::ChannelPReLU: alpha is 3x1 but x is 4x5");
  CHECK(message_of([&] { prelu.backward(large, large); }) == "hillock::ChannelPReLU: alpha is 3x1 but x is 4x5");
  CHECK(message_of([&] { prelu.backward(x, large); }) == "hillock::ChannelPReLU: x is 3x5 but dy is 4x5");
  CHECK(message_of([&] { prelu.forward(x, large.topRows(4)); }) ==
        "hillock::ChannelPReLU: the result is 3x5 but the destination is 4x5");
  CHECK((large.array() == 7).all());
}
