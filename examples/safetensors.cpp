// The weights of a network in a safetensors file, the format of models today: eight bytes that are the length of the
// header, the header in JSON (of each array its type, its shape, and where its numbers are), and the numbers.
// Source: https://github.com/huggingface/safetensors, "Format". Built where nlohmann's JSON library is found.
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <Eigen/Core>
#include <nlohmann/json.hpp>

#include <hillock/hillock.hpp>

static_assert(sizeof(float) == 4, "F32 is what this program reads and writes, on little-endian machines");

/// An array of any number of dimensions, the last one varying fastest.
struct Tensor {
  std::vector<Eigen::Index> shape;
  std::vector<float> values;
};
using Tensors = std::map<std::string, Tensor>;

// [read]
Tensors read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + " cannot be opened");
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto fail = [&](const std::string& what) { throw std::runtime_error(path + ": " + what); };

  std::uint64_t length = 0;
  if (bytes.size() < sizeof length) fail("shorter than the eight bytes it must begin with");
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > bytes.size() - sizeof length) fail("its header is longer than the file");
  const std::string numbers = bytes.substr(sizeof length + length);
  const auto header = nlohmann::json::parse(bytes.substr(sizeof length, length), nullptr, false);
  if (!header.is_object()) fail("its header is no JSON object");

  Tensors tensors;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") continue;
    if (entry.value("dtype", "") != "F32") fail("the array " + name + " is not of type F32");
    Tensor tensor{entry.at("shape").get<std::vector<Eigen::Index>>(), {}};
    std::uint64_t count = 1;
    for (const Eigen::Index extent : tensor.shape) {
      const bool fits = count == 0 || static_cast<std::uint64_t>(extent) <= numbers.size() / sizeof(float) / count;
      if (extent < 0 || !fits) fail("the array " + name + " has a shape that the file has no numbers for");
      count *= static_cast<std::uint64_t>(extent);
    }
    const auto offsets = entry.at("data_offsets").get<std::vector<std::uint64_t>>();
    const bool are_in_file = offsets.size() == 2 && offsets[0] <= offsets[1] && offsets[1] <= numbers.size();
    if (!are_in_file || offsets[1] - offsets[0] != count * sizeof(float)) {
      fail("the numbers of the array " + name + " are not where its header says");
    }
    tensor.values.resize(count);
    if (count != 0) std::memcpy(tensor.values.data(), numbers.data() + offsets[0], count * sizeof(float));
    tensors[name] = std::move(tensor);
  }
  return tensors;
}
// [/read]

// [write]
void write(const std::string& path, const Tensors& tensors) {
  auto header = nlohmann::json::object();
  std::size_t end = 0;
  for (const auto& [name, tensor] : tensors) {
    const std::size_t begin = end;
    end += sizeof(float) * tensor.values.size();
    header[name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, end}}};
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // so that the numbers are aligned
  const std::uint64_t length = text.size();
  const auto bytes_of = [](const auto* data) { return reinterpret_cast<const char*>(data); };
  std::ofstream file(path, std::ios::binary);
  file.write(bytes_of(&length), sizeof length).write(text.data(), static_cast<std::streamsize>(length));
  for (const auto& [name, tensor] : tensors) {
    file.write(bytes_of(tensor.values.data()), static_cast<std::streamsize>(sizeof(float) * tensor.values.size()));
  }
  if (!file.flush()) throw std::runtime_error(path + " cannot be written");
}
// [/write]

// [network]
const Tensor& find(const Tensors& tensors, const std::string& name, std::size_t dimensions) {
  if (tensors.count(name) == 0) throw std::runtime_error("there is no array " + name);
  const Tensor& found = tensors.at(name);
  if (found.shape.size() != dimensions) throw std::runtime_error("the array " + name + " has another shape");
  return found;
}

/// torch.nn.Sequential(Linear, GELU, Linear), on the numbers where they lie.
auto make_network(const Tensors& tensors) {
  const auto weights = [&](const char* name) {
    const Tensor& t = find(tensors, name, 2);
    using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    return Eigen::Map<const Rows>(t.values.data(), t.shape[0], t.shape[1]);
  };
  const auto bias = [&](const char* name) {
    const Tensor& t = find(tensors, name, 1);
    return Eigen::Map<const Eigen::VectorXf>(t.values.data(), t.shape[0]);
  };
  return hillock::Sequential{hillock::Dense{weights("0.weight"), bias("0.bias"), hillock::gelu},
                             hillock::Linear{weights("2.weight"), bias("2.bias")}};
}
// [/network]

/// Random numbers of a shape.
Tensor random(const std::vector<Eigen::Index>& shape) {
  Eigen::Index size = 1;
  for (const Eigen::Index extent : shape) size *= extent;
  const Eigen::VectorXf values = Eigen::VectorXf::Random(size);
  return {shape, {values.begin(), values.end()}};
}

/// With two arguments, the output of the network in the first file for its array "input" is written into the second.
int main(int argc, char** argv) {
  try {
    if (argc == 3) {
      const Tensors tensors = read(argv[1]);
      const Tensor& x = find(tensors, "input", 2);  // its rows are samples
      const Eigen::Map<const Eigen::MatrixXf> samples(x.values.data(), x.shape[1], x.shape[0]);
      const Eigen::MatrixXf y = make_network(tensors)(samples);
      write(argv[2], {{"output", {{y.cols(), y.rows()}, {y.data(), y.data() + y.size()}}}});
      return 0;
    }
    const std::string path = argc == 2 ? argv[1] : "network.safetensors";
    const Tensors tensors{
        {"0.weight", random({4, 3})}, {"0.bias", random({4})}, {"2.weight", random({2, 4})}, {"2.bias", random({2})}};
    write(path, tensors);
    const Tensors again = read(path);
    const Eigen::MatrixXf samples = Eigen::MatrixXf::Random(3, 5);
    const bool same = make_network(tensors)(samples) == make_network(again)(samples);
    std::cout << again.size() << " arrays written and read, " << (same ? "the same" : "another") << " network\n";
    return same ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
