#include "tests/timeline/damage_maker.h"

#include <algorithm>
#include <cstdlib>

#include "core/base/rng.h"
#include "core/base/time.h"

namespace reprise::timeline {
namespace {

enum Stream : std::uint32_t { kOffset, kLength, kLengthScale, kBit, kNoise };

std::uint64_t draw(std::uint64_t seed, Stream stream, std::int64_t n, std::uint64_t below) {
  constexpr std::uint64_t kMost = 0xFFFF'FFFF;
  return random_below(seed, stream, HopIndex{n},
                      static_cast<std::uint32_t>(std::clamp<std::uint64_t>(below, 1, kMost)));
}

Bytes noise_of(const DamagePlan& plan) {
  Bytes bytes(plan.length);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::byte>(draw(plan.noise, kNoise, static_cast<std::int64_t>(i), 256));
  }
  return bytes;
}

}  // namespace

DamagePlan plan_damage(DamageKind kind, std::uint64_t seed, std::int64_t n, std::uint64_t size) {
  const std::uint64_t own_seed = seed * kDamageKindCount + static_cast<std::uint64_t>(kind);
  DamagePlan plan;
  plan.kind = kind;
  plan.offset = draw(own_seed, kOffset, n, size);
  plan.bit = static_cast<unsigned>(draw(own_seed, kBit, n, 8));
  plan.noise = own_seed ^ static_cast<std::uint64_t>(n) << 32;
  if (kind == DamageKind::kTruncate) {
    plan.length = size - plan.offset;
  } else if (kind != DamageKind::kFlipBit) {
    // Small pieces as often as large ones.
    const std::uint64_t most = (size / 4) >> draw(own_seed, kLengthScale, n, 16);
    plan.length = std::min(1 + draw(own_seed, kLength, n, most), size - plan.offset);
  }
  return plan;
}

Bytes damaged(ByteSpan whole, const DamagePlan& plan) {
  Bytes bytes(whole.begin(), whole.end());
  const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(plan.offset);
  const auto length = static_cast<std::ptrdiff_t>(plan.length);
  switch (plan.kind) {
    case DamageKind::kFlipBit:
      *from ^= std::byte{1} << plan.bit;
      break;
    case DamageKind::kZeroFill:
      std::fill_n(from, length, std::byte{0});
      break;
    case DamageKind::kOverwrite:
      std::ranges::copy(noise_of(plan), from);
      break;
    case DamageKind::kTruncate:
    case DamageKind::kRemove:
      bytes.erase(from, from + length);
      break;
    case DamageKind::kInsert: {
      const Bytes noise = noise_of(plan);
      bytes.insert(from, noise.begin(), noise.end());
      break;
    }
  }
  return bytes;
}

std::string to_string(const DamagePlan& plan) {
  const std::string at = " byte " + std::to_string(plan.offset);
  const std::string piece = std::to_string(plan.length) + " bytes";
  switch (plan.kind) {
    case DamageKind::kFlipBit:
      return "bit " + std::to_string(plan.bit) + " of" + at + " flipped";
    case DamageKind::kZeroFill:
      return piece + " of zeros from" + at;
    case DamageKind::kOverwrite:
      return piece + " of noise over" + at;
    case DamageKind::kTruncate:
      return "cut at" + at;
    case DamageKind::kRemove:
      return piece + " removed from" + at;
    case DamageKind::kInsert:
      return piece + " of noise before" + at;
  }
  return "";
}

std::int64_t repetitions(const char* variable, std::int64_t usual) {
  const char* text = std::getenv(variable);
  const std::int64_t number = text == nullptr ? 0 : std::strtoll(text, nullptr, 10);
  return number > 0 ? number : usual;
}

}  // namespace reprise::timeline
