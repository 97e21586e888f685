// New weights for a layer that an audio callback is using: handed over whole, without a lock, an allocation or a wait
// on the side of the callback.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <new>
#include <thread>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

namespace {
thread_local std::size_t allocations = 0;
std::atomic<long> alive{0};
}  // namespace

// What a thread allocates and frees is counted, and what is not freed at the end.
void* operator new(std::size_t size) {
  ++allocations;
  ++alive;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  ++allocations;
  if (memory != nullptr) --alive;
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
#ifndef _WIN32  // whose C library has no aligned_alloc
void* operator new(std::size_t size, std::align_val_t alignment) {
  ++allocations;
  ++alive;
  const std::size_t unit = static_cast<std::size_t>(alignment);
  if (void* memory = std::aligned_alloc(unit, (size + unit - 1) / unit * unit)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory, std::align_val_t) noexcept { operator delete(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { operator delete(memory); }
#endif

// [handover]
/// An object that one thread uses and another one replaces. What is replaced comes back to be deleted there.
template <typename T>
class Handover {
 public:
  static_assert(alignof(T) > 1, "the last bit of an address says that it is an offer");

  explicit Handover(std::unique_ptr<T> first) : used_(first.release()) {}
  ~Handover() {
    delete used_;
    delete object(slot_);
  }
  Handover(const Handover&) = delete;
  Handover& operator=(const Handover&) = delete;

  /// Of the thread that loads weights. Deletes what the callback gave back, or an offer that it has not taken yet.
  void offer(std::unique_ptr<T> fresh) { delete object(slot_.exchange(address(fresh.release()) | 1)); }

  /// Of the callback: what was offered last. Two atomic operations at most.
  const T& current() {
    if (slot_ & 1) used_ = object(slot_.exchange(address(used_)));
    return *used_;
  }

 private:
  static std::uintptr_t address(T* object) { return reinterpret_cast<std::uintptr_t>(object); }
  static T* object(std::uintptr_t address) { return reinterpret_cast<T*>(address & ~std::uintptr_t(1)); }

  T* used_;
  std::atomic<std::uintptr_t> slot_{0};  // what is offered, its last bit set, or what came back
};
// [/handover]

namespace {

using Weights = Eigen::Matrix<float, 16, 16>;
using Vector = Eigen::Matrix<float, 16, 1>;
using Layer = hillock::Dense<Weights, Vector, hillock::ReLU<float>>;

/// Number k of the layers: each of its outputs for an input of ones is 17 k.
std::unique_ptr<Layer> make_layer(int k) {
  const float value = static_cast<float>(k);
  return std::make_unique<Layer>(Weights::Constant(value), Vector::Constant(value), hillock::relu);
}

/// Two threads, and what went wrong between them.
bool hand_over(int last) {
  Handover<Layer> layers(make_layer(1));
  std::atomic<bool> mixed{false}, went_back{false}, allocated{false};
  std::atomic<float> seen{0};
  const float output = 17.0f * static_cast<float>(last);

  // The callback's thread, as long as it takes to see the last layer.
  std::thread audio([&] {
    const Vector x = Vector::Ones();
    Vector y;
    float before = 0;
    const std::size_t at_start = allocations;
    while (before < output) {
      // [callback]
      const Layer& layer = layers.current();  // once for each block of samples
      layer.forward(x, y);
      // [/callback]
      if ((y.array() != y[0]).any()) mixed = true;  // of two layers
      if (y[0] < before) went_back = true;
      before = y[0];
      seen = before;
    }
    if (allocations != at_start) allocated = true;
  });
  for (int k = 2; k <= last; ++k) {
    // [offer]
    layers.offer(make_layer(k));
    // [/offer]
    // Most are replaced before they are taken, every twentieth is waited for.
    while (k % 20 == 0 && seen < 17.0f * static_cast<float>(k)) std::this_thread::yield();
  }
  audio.join();

  if (mixed) std::cerr << "a layer was used while it was written\n";
  if (went_back) std::cerr << "an older layer came after a newer one\n";
  if (allocated) std::cerr << "the callback allocated or freed memory\n";
  return !(mixed || went_back || allocated);
}

}  // namespace

int main() {
  const long before = alive;
  const bool good = hand_over(2000);
  const long left = alive - before;
  std::cout << "2000 layers handed over, " << left << " not deleted\n";
  return good && left == 0 ? 0 : 1;
}
