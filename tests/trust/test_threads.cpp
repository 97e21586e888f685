// Many threads share one layer and one functor, and each gets the bits a single thread gets. Under the thread sanitizer
// (preset `tsan`) every access to shared memory is watched besides.
#include <atomic>
#include <thread>
#include <vector>

#include "../catch.hpp"
#include "../support.hpp"
#include "every_call.hpp"

namespace {

/// Aligned as Eigen's matrices are: the order in which its products add up depends on that.
template <typename Scalar>
using Results = trust::Vector<Scalar>;

/// Calls work(number of the thread) in several threads that start together.
template <typename Work>
void in_threads(int count, Work work) {
  std::atomic<int> waiting{count};
  std::vector<std::thread> threads;
  for (int number = 0; number < count; ++number) {
    threads.emplace_back([&waiting, work, number] {
      --waiting;
      while (waiting > 0) std::this_thread::yield();
      work(number);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

TEMPLATE_TEST_CASE("Threads share functors, layers and arguments", "[threads]", float, double) {
  constexpr int threads = 8;
  const auto arguments = every::difficult_values<TestType>(200);
  const auto calls = trust::every_call<TestType>(arguments);
  std::vector<Results<TestType>> results(threads * calls.size());
  in_threads(threads, [&](int thread) {
    for (std::size_t k = 0; k < calls.size(); ++k) {
      const std::size_t call = (k + static_cast<std::size_t>(thread)) % calls.size();
      Results<TestType>& mine = results[static_cast<std::size_t>(thread) * calls.size() + call];
      mine.resize(calls[call].count);
      calls[call].run(mine.data());
    }
  });
  for (std::size_t call = 0; call < calls.size(); ++call) {
    CAPTURE(calls[call].name);
    Results<TestType> alone(calls[call].count);
    calls[call].run(alone.data());
    for (int thread = 0; thread < threads; ++thread) {
      CHECK(support::same_bits(results[static_cast<std::size_t>(thread) * calls.size() + call], alone));
    }
  }
}

TEST_CASE("Threads share one Dense layer and one functor", "[threads]") {
  const Eigen::MatrixXf w = Eigen::MatrixXf::Random(33, 21);
  const Eigen::VectorXf b = Eigen::VectorXf::Random(33), x = Eigen::VectorXf::Random(21),
                        dy = Eigen::VectorXf::Random(33);
  const hillock::Dense layer{w, b, hillock::tanh};
  const hillock::LeakyReLU<float> act(0.3f);
  const Eigen::VectorXf y = layer(x), acted = act(x);
  const auto g = layer.backward(x, y, dy);
  std::atomic<int> wrong{0};
  in_threads(8, [&](int) {
    Eigen::VectorXf mine(33), mine_acted(21);
    for (int round = 0; round < 100; ++round) {
      layer.forward(x, mine);
      mine_acted = act(x);
      const auto mine_g = layer.backward(x, mine, dy);
      wrong += mine != y || mine_acted != acted || mine_g.input != g.input || mine_g.weights != g.weights ||
               mine_g.bias != g.bias;
    }
  });
  CHECK(wrong == 0);
}
