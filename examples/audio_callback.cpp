// A layer in an audio-style callback: sizes known to the compiler, nothing allocated, nothing thrown, no lock.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <new>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

namespace {
std::size_t allocations = 0;
}

// Every allocation of this program through new is counted; Eigen's fixed sizes need none at all.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

// [callback]
/// A waveshaper: each sample with the three before it through four tanh units, summed.
class Shaper {
 public:
  void process(float* samples, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const Eigen::Vector3f past = history_.head<3>();
      history_.tail<3>() = past;
      history_[0] = samples[i];
      hidden_.forward(history_, units_);
      samples[i] = output_(units_);
    }
  }

 private:
  using Hidden = hillock::Dense<Eigen::Matrix4f, Eigen::Vector4f, hillock::Tanh<float>>;

  Hidden hidden_{Eigen::Matrix4f::Identity(), Eigen::Vector4f::Zero(), hillock::tanh};
  hillock::Neuron<Eigen::Vector4f> output_{Eigen::Vector4f::Constant(0.25f), 0.0f};
  Eigen::Vector4f history_ = Eigen::Vector4f::Zero(), units_ = Eigen::Vector4f::Zero();
};
// [/callback]

int main() {
  Shaper shaper;
  std::array<float, 64> buffer{};
  for (std::size_t i = 0; i < buffer.size(); ++i) buffer[i] = 2 * std::sin(0.1f * static_cast<float>(i));

  const std::size_t before = allocations;
  shaper.process(buffer.data(), buffer.size());
  const std::size_t during = allocations - before;

  bool good = during == 0;
  for (const float sample : buffer) good = good && std::abs(sample) <= 1;  // tanh keeps it within
  std::cout << buffer.size() << " samples, " << during << " allocations, the last sample " << buffer.back() << '\n';
  return good ? 0 : 1;
}
