// Trains networks that read handwritten digits, one for each activation, and shows what the activation changes.
// Read on in data.hpp (the images), network.hpp (the network, and all there is of hillock) and terminal.hpp (output).
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <random>
#include <vector>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

#include "data.hpp"
#include "network.hpp"
#include "terminal.hpp"

namespace {

constexpr unsigned seed = 7;
constexpr int epochs = 40;
constexpr Eigen::Index batch_size = 32;
constexpr float required_accuracy = 0.95f;

struct Result {
  const char* name;
  float accuracy;
  double seconds;
  float dead_units;
  float first_gradient;  // averages over the batches of an epoch: the first
  float last_gradient;   // and the last
  Eigen::MatrixXf probabilities;
};

float accuracy(const Eigen::MatrixXf& probabilities, const Dataset& test) {
  float right = 0;
  for (Eigen::Index j = 0; j < test.size(); ++j) {
    Eigen::Index best = 0;
    probabilities.col(j).maxCoeff(&best);
    right += test.targets(best, j);
  }
  return right / static_cast<float>(test.size());
}

/// The same seed for every activation: the same start, and the same batches (training is a copy, to be shuffled).
template <typename Activation, std::size_t hidden_layers>
Result train(float rate, Dataset training, const Dataset& test) {
  const auto start = std::chrono::steady_clock::now();
  std::mt19937 random(seed);
  Network<Activation, hidden_layers> network(random);
  Result result{};
  result.name = Activation::name;

  // A last batch that is not full is left out; after the next shuffle it will be others.
  const Eigen::Index batches = training.size() / batch_size;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    shuffle(training, random);
    float loss = 0, gradient = 0;
    for (Eigen::Index i = 0; i < batches; ++i) {
      loss += network.learn(training.images.middleCols(i * batch_size, batch_size),
                            training.targets.middleCols(i * batch_size, batch_size), rate);
      gradient += network.mean_gradient();
    }
    result.last_gradient = gradient / static_cast<float>(batches);
    if (epoch == 1) result.first_gradient = result.last_gradient;
    show_progress(result.name, epoch, epochs, loss / static_cast<float>(batches));
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  result.dead_units = network.dead_units(training.images);
  result.probabilities = network.probabilities(test.images);
  result.accuracy = accuracy(result.probabilities, test);
  return result;
}

void print(const std::vector<Result>& results) {
  std::printf("\n  activation   test accuracy   seconds   dead units   mean |gradient|, first and last epoch\n");
  for (const Result& r : results) {
    std::printf("  %-10s        %6.2f %%   %7.2f      %5.1f %%           %8.1e   %8.1e\n", r.name,
                100.0 * static_cast<double>(r.accuracy), r.seconds, 100.0 * static_cast<double>(r.dead_units),
                static_cast<double>(r.first_gradient), static_cast<double>(r.last_gradient));
  }
  std::printf("\n");
}

template <std::size_t hidden_layers>
std::vector<Result> compare_activations(const char* title, float rate, const Split& data) {
  std::printf("%s\n\n", title);
  std::vector<Result> results = {train<hillock::Sigmoid<float>, hidden_layers>(rate, data.training, data.test),
                                 train<hillock::Tanh<float>, hidden_layers>(rate, data.training, data.test),
                                 train<hillock::ReLU<float>, hidden_layers>(rate, data.training, data.test),
                                 train<hillock::LeakyReLU<float>, hidden_layers>(rate, data.training, data.test)};
  print(results);
  return results;
}

/// The image whose best class has the lowest probability.
void show_hardest_image(const Result& result, const Dataset& test) {
  Eigen::Index hardest = 0, digit = 0;
  result.probabilities.colwise().maxCoeff().minCoeff(&hardest);
  test.targets.col(hardest).maxCoeff(&digit);
  std::printf("The test image that the %s network is least sure of (class %d):\n\n", result.name,
              static_cast<int>(digit));
  draw(test.images.col(hardest), result.probabilities.col(hardest));
  std::printf("\n");
}

/// Whether every activation reaches the accuracy that is required of it.
bool run(const char* path) {
  std::mt19937 random(seed);
  const Split data = split(read_digits(path), random);
  std::printf("%d images of handwritten digits to learn from, %d others to test with.\n\n",
              static_cast<int>(data.training.size()), static_cast<int>(data.test.size()));

  const std::vector<Result> results =
      compare_activations<1>("One hidden layer of 32 units, learning rate 0.5", 0.5f, data);
  std::printf(
      "  dead units: hidden units whose derivative is below 0.001 for every training image: they cannot learn.\n");
  std::printf(
      "  mean |gradient|: over the weights of the first layer, averaged over the mini-batches of an epoch.\n\n");
  const auto less_accurate = [](const Result& a, const Result& b) { return a.accuracy < b.accuracy; };
  show_hardest_image(*std::max_element(results.begin(), results.end(), less_accurate), data.test);

  compare_activations<5>(
      "Vanishing gradient: five hidden layers, learning rate 0.1 (the derivative of sigmoid is at most 1/4)", 0.1f,
      data);
  compare_activations<1>("Dying ReLU: one hidden layer, learning rate 1.5, three times the first", 1.5f, data);

  bool is_good = true;
  for (const Result& result : results) {
    if (result.accuracy >= required_accuracy) continue;
    std::fprintf(stderr, "%s: test accuracy below 95 %% with one hidden layer\n", result.name);
    is_good = false;
  }
  return is_good;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s digits.csv\n", argv[0]);
    return 2;
  }
  try {
    return run(argv[1]) ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
