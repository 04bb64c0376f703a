#include "core/base/rng.h"

#include "core/base/check.h"

namespace reprise {
namespace {

using Counter = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;

// Multipliers and Weyl constants of the paper, tables 2 and 3 (PHILOX_M4x32, PHILOX_W32).
constexpr std::uint64_t kMultiplier0 = 0xD2511F53;
constexpr std::uint64_t kMultiplier1 = 0xCD9E8D57;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9;
constexpr std::uint32_t kWeyl1 = 0xBB67AE85;

constexpr std::uint32_t low(std::uint64_t word) {
  return static_cast<std::uint32_t>(word);
}
constexpr std::uint32_t high(std::uint64_t word) {
  return static_cast<std::uint32_t>(word >> 32);
}

Counter philox_round(const Counter& c, const Key& k) {
  const std::uint64_t product0 = kMultiplier0 * c[0];
  const std::uint64_t product1 = kMultiplier1 * c[2];
  return {high(product1) ^ c[1] ^ k[0], low(product1), high(product0) ^ c[3] ^ k[1], low(product0)};
}

}  // namespace

std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                           std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    counter = philox_round(counter, key);
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  return counter;
}

std::uint64_t random_bits(std::uint64_t seed, std::uint32_t stream, HopIndex hop) {
  const auto position = static_cast<std::uint64_t>(hop.value);
  const Counter words =
      philox4x32_10({low(position), high(position), stream, 0}, {low(seed), high(seed)});
  return static_cast<std::uint64_t>(words[1]) << 32 | words[0];
}

std::uint32_t random_below(std::uint64_t seed, std::uint32_t stream, HopIndex hop,
                           std::uint32_t bound) {
  CHECK(bound > 0);
  // The upper part of the product of a 0.64 fixed-point number and the bound.
  const std::uint64_t bits = random_bits(seed, stream, hop);
  const std::uint64_t carry = (bits & 0xFFFFFFFF) * bound >> 32;
  return high((bits >> 32) * bound + carry);
}

float random_unit(std::uint64_t seed, std::uint32_t stream, HopIndex hop) {
  constexpr float kScale = 1.0F / (1 << 24);
  return static_cast<float>(random_bits(seed, stream, hop) >> 40) * kScale;
}

}  // namespace reprise
