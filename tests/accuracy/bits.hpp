// The bits of every function, as one number for a few thousand arguments: a kernel that another one replaces unseen
// stays within the bound, and shows here. They are the same on every instruction set with FMA.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "library.hpp"
#include "samples.hpp"

namespace accuracy {

/// FNV-1a of all results. NaN counts as NaN whatever its digits, and what is subnormal as zero, as -ffast-math has it.
template <typename Scalar>
std::uint32_t hash_of_bits(const TierUnderTest<Scalar>& tier) {
  constexpr int n = 4096;
  constexpr auto least = std::numeric_limits<Scalar>::min();
  const Samples<Scalar> sample;
  std::vector<Scalar> x, y(n);
  for (std::uint64_t i = 0; x.size() < n; ++i) {
    const Scalar value = sample(i);
    if (std::abs(value) >= least || value == 0) x.push_back(value);
  }
  tier.evaluate(x.data(), y.data(), n);
  std::uint32_t hash = 2166136261u;
  for (const Scalar value : y) {
    BitsOf<Scalar> bits = std::abs(value) >= least ? to_bits(value) : BitsOf<Scalar>(value == value ? 0 : 1);
    for (std::size_t byte = 0; byte < sizeof bits; ++byte, bits = bits >> 7 >> 1) {
      hash = (hash ^ static_cast<std::uint32_t>(bits & 0xff)) * 16777619u;
    }
  }
  return hash;
}

/// "fma", or the name of the instruction set.
inline std::string name_of_target() {
  const std::string isa = instruction_set();
  return isa.find("+fma") == std::string::npos ? isa : "fma";
}

/// What stands before the hash in a line: function, tier, what, scalar, and the target.
template <typename Scalar>
std::string name_of_bits(const FunctionUnderTest<Scalar>& function, const TierUnderTest<Scalar>& tier,
                         const char* scalar) {
  return std::string(function.name) + " " + tier.name + " " + function.what + " " + scalar + " " + name_of_target();
}

/// The hashes in a file of such lines, by what stands before them.
inline std::map<std::string, std::uint32_t> read_bits(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::invalid_argument("--from " + path + ": cannot be read");
  std::map<std::string, std::uint32_t> hashes;
  for (std::string line; std::getline(file, line);) {
    const std::size_t space = line.rfind(' ');
    if (space == std::string::npos) throw std::invalid_argument("--from " + path + ": no line of --bits: " + line);
    hashes[line.substr(0, space)] = static_cast<std::uint32_t>(std::stoul(line.substr(space + 1), nullptr, 16));
  }
  return hashes;
}

inline bool has_bits_of_this_instruction_set(const std::map<std::string, std::uint32_t>& hashes) {
  const std::string target = " " + name_of_target();
  return std::any_of(hashes.begin(), hashes.end(), [&](const auto& entry) {
    const std::string& name = entry.first;
    return name.size() > target.size() && name.compare(name.size() - target.size(), target.size(), target) == 0;
  });
}

}  // namespace accuracy
