#include "core/media/avc.h"

#include <algorithm>
#include <array>
#include <vector>

namespace reprise::media {
namespace {

constexpr std::array<std::byte, 3> kStartCode{std::byte{0}, std::byte{0}, std::byte{1}};
constexpr unsigned kNalSps = 7;
constexpr unsigned kNalPps = 8;
constexpr unsigned kProfileHigh = 100;

unsigned nal_type(ByteSpan unit) {
  return static_cast<unsigned>(unit[0]) & 0x1FU;
}

// Views between start codes, without the zeros that belong to the next start code.
std::vector<ByteSpan> nal_units(ByteSpan stream) {
  std::vector<ByteSpan> units;
  auto code = std::ranges::search(stream, kStartCode).begin();
  while (code != stream.end()) {
    const auto first = code + 3;
    code = std::search(first, stream.end(), kStartCode.begin(), kStartCode.end());
    auto last = code;
    while (last != first && *(last - 1) == std::byte{0}) {
      --last;
    }
    if (last != first) {
      units.emplace_back(first, last);
    }
  }
  return units;
}

void put_big_endian(Bytes& out, std::size_t value, unsigned width) {
  for (unsigned i = width; i > 0; --i) {
    out.push_back(static_cast<std::byte>(static_cast<std::uint8_t>(value >> (8 * (i - 1)))));
  }
}

void put_sets(Bytes& out, const std::vector<ByteSpan>& sets) {
  for (const ByteSpan set : sets) {
    put_big_endian(out, set.size(), 2);
    out.insert(out.end(), set.begin(), set.end());
  }
}

}  // namespace

Bytes avc_from_annex_b(ByteSpan stream) {
  Bytes out;
  out.reserve(stream.size() + 16);
  for (const ByteSpan unit : nal_units(stream)) {
    put_big_endian(out, unit.size(), 4);
    out.insert(out.end(), unit.begin(), unit.end());
  }
  return out;
}

Result<Bytes> avc_configuration(ByteSpan parameter_sets) {
  std::vector<ByteSpan> sps;
  std::vector<ByteSpan> pps;
  for (const ByteSpan unit : nal_units(parameter_sets)) {
    if (nal_type(unit) == kNalSps) {
      sps.push_back(unit);
    } else if (nal_type(unit) == kNalPps) {
      pps.push_back(unit);
    }
  }
  if (sps.empty() || pps.empty() || sps.front().size() < 4) {
    return fail(ErrorCode::kInternal, "the H.264 encoder gave no parameter sets");
  }
  const ByteSpan first = sps.front();
  Bytes out{std::byte{1}, first[1], first[2], first[3]};  // version, profile, flags, level
  out.push_back(std::byte{0xFF});                         // lengths of 4 bytes
  out.push_back(static_cast<std::byte>(0xE0U | sps.size()));
  put_sets(out, sps);
  out.push_back(static_cast<std::byte>(pps.size()));
  put_sets(out, pps);
  if (static_cast<unsigned>(first[1]) == kProfileHigh) {
    // 4:2:0, 8 bits of luma and chroma, no SPS extensions.
    out.insert(out.end(), {std::byte{0xFD}, std::byte{0xF8}, std::byte{0xF8}, std::byte{0}});
  }
  return out;
}

}  // namespace reprise::media
