// Runs a fuzz target without libFuzzer: on every file of the folders given, and on as many random inputs as asked for.
//
//   replay <random inputs> <folder>...
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "fuzz.hpp"

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: replay <random inputs> <folder>...\n", stderr);
    return 2;
  }
  int files = 0;
  for (int i = 2; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::vector<char> bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      ++files;
    }
  }
  std::mt19937 engine(1);
  const int count = std::atoi(argv[1]);
  for (int i = 0; i < count; ++i) {
    std::vector<std::uint8_t> bytes(16 + engine() % 1024);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(engine() >> 16);
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  std::printf("%d files, %d random inputs\n", files, count);
  return files > 0 ? 0 : 1;
}
