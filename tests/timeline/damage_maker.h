// Damaged copies of a file, drawn from a seed: the n-th damage is the same on every machine, and
// its name is all that a failing test has to print. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/bytes.h"

namespace reprise::timeline {

enum class DamageKind {
  kFlipBit,    // one bit
  kZeroFill,   // a piece full of zeros, as a file system leaves it behind a power cut
  kOverwrite,  // a piece full of noise
  kTruncate,   // the end is missing
  kRemove,     // a piece inside is missing
  kInsert,     // noise between two bytes
};
inline constexpr int kDamageKindCount = 6;

struct DamagePlan {
  DamageKind kind = DamageKind::kFlipBit;
  std::uint64_t offset = 0;
  std::uint64_t length = 1;  // of the piece; with kTruncate up to the end
  unsigned bit = 0;          // of kFlipBit: 0 … 7
  std::uint64_t noise = 0;   // seeds what is written
};

// The n-th damage of this kind of a file of `size` bytes; pieces are 1 byte to a quarter of it.
DamagePlan plan_damage(DamageKind kind, std::uint64_t seed, std::int64_t n, std::uint64_t size);
Bytes damaged(ByteSpan whole, const DamagePlan& plan);
// "bit 3 of byte 1234 flipped", for messages.
std::string to_string(const DamagePlan& plan);

// How often a test repeats itself: the number in the environment variable, else `usual`.
std::int64_t repetitions(const char* variable, std::int64_t usual);

}  // namespace reprise::timeline
