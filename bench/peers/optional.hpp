// How libraries that may or may not be installed make themselves known.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace bench {

/// A library that is measured where it is installed. It has a source file of its own (peers/*.cpp), whose one static
/// object of this type makes it known; main() then calls add().
struct OptionalPeer {
  std::string name;  // with its version
  void (*add)();

  OptionalPeer(std::string name_, void (*add_)()) : name(std::move(name_)), add(add_) { all().push_back(this); }

  static std::vector<const OptionalPeer*>& all() {
    static std::vector<const OptionalPeer*> peers;
    return peers;
  }
};

}  // namespace bench
