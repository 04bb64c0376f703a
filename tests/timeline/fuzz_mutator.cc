// How libFuzzer changes a file with checksums: half of the time inside a chunk, and nearly always
// so that the checksums fit afterwards. Else all that it tried would end at the first CRC.
#include <cstddef>
#include <cstdint>

#include "tests/timeline/checksums.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed);

namespace reprise::timeline {
namespace {

// Some bytes of one chunk, in place; false when no chunk lies open.
bool mutate_inside(std::span<std::byte> file, unsigned seed) {
  constexpr std::size_t kMost = 64;
  const auto chunks = plain_chunks(file);
  if (chunks.empty()) {
    return false;
  }
  const std::span<std::byte> chunk = chunks[seed % chunks.size()];
  const std::size_t from = seed / chunks.size() % chunk.size();
  const std::span<std::byte> piece = chunk.subspan(from, std::min(kMost, chunk.size() - from));
  LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(piece.data()), piece.size(), piece.size());
  return true;
}

}  // namespace
}  // namespace reprise::timeline

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  const auto file = [&] { return std::as_writable_bytes(std::span(data, size)); };
  constexpr unsigned kWays = 8;
  const unsigned way = seed % kWays;
  if (way < kWays / 2 || !reprise::timeline::mutate_inside(file(), seed / kWays)) {
    size = LLVMFuzzerMutate(data, size, max_size);
  }
  if (way != 0) {
    reprise::timeline::repair_checksums(file());
  }
  return size;
}
