// A function on a vector, on a block of a matrix in place, on a scalar, on memory that is not Eigen's, and its
// derivative.
#include <iostream>
#include <vector>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

int main() {
  // [vector]
  const Eigen::VectorXf x = Eigen::VectorXf::LinSpaced(5, -2, 2);
  const Eigen::VectorXf y = hillock::gelu(x);                 // each element
  const Eigen::VectorXf slope = hillock::gelu.derivative(x);  // f'(x), accurate in both tails
  const float alone = hillock::gelu(-2.0f);                   // a scalar: the same bits as in the vector
  // [/vector]
  std::cout << "x         " << x.transpose() << "\ngelu(x)   " << y.transpose() << "\ngelu'(x)  " << slope.transpose()
            << '\n';

  // [block]
  Eigen::MatrixXf image = Eigen::MatrixXf::Constant(4, 4, -1);
  auto middle = image.block(1, 1, 2, 2);
  middle = hillock::leaky_relu(middle, 0.2f);  // only the middle changes
  // [/block]
  std::cout << "in place, on a block:\n" << image << '\n';

  // [vector_of_numbers]
  std::vector<float> numbers = {-1, 0, 1};
  Eigen::Map<Eigen::VectorXf> mapped(numbers.data(), Eigen::Index(numbers.size()));  // the same memory
  mapped = hillock::relu(mapped);                                                    // numbers is now {0, 0, 1}
  // [/vector_of_numbers]

  // [rows]
  const std::vector<float> samples = {1, 2, 3, 4, 5, 6};  // three rows of two features
  using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const Rows> batch(samples.data(), 3, 2);
  const hillock::Linear sum{Eigen::RowVector2f(1, 1), Eigen::Matrix<float, 1, 1>(0.5f)};
  const Eigen::VectorXf sums = sum(batch, hillock::rowwise);  // 3.5, 7.5, 11.5
  // [/rows]

  // One element, one result: alone or in a vector, the bits are the same.
  bool good = alone == y[0];
  for (Eigen::Index i = 0; i < x.size(); ++i) good = good && hillock::gelu(x[i]) == y[i];
  good = good && image(0, 0) == -1.0f && image(1, 1) == -0.2f && image(3, 3) == -1.0f;
  good = good && numbers == std::vector<float>{0, 0, 1} && sums == Eigen::Vector3f(3.5f, 7.5f, 11.5f);
  return good ? 0 : 1;
}
