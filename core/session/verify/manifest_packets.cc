#include "core/session/verify/manifest_packets.h"

#include <limits>

#include "core/base/text.h"

namespace reprise::session {
namespace {

Result<Sha256> sha256_field(const JsonField& field) {
  TRY_ASSIGN(const std::string hex, field.as_string());
  Sha256 digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const std::string pair = hex.size() == 64 ? hex.substr(2 * i, 2) : "";
    if (pair.find_first_not_of("0123456789abcdef") != std::string::npos || pair.empty()) {
      return fail(field.error("expected 64 hexadecimal digits"));
    }
    digest[i] = static_cast<std::uint8_t>(std::stoi(pair, nullptr, 16));
  }
  return digest;
}

Status add_segment(const JsonField& segment, std::vector<PacketDigest>& out) {
  TRY_ASSIGN(const JsonField hashes, segment.member("packet_sha256"));
  TRY_ASSIGN(const JsonField frames, segment.member("packet_frame"));
  TRY_ASSIGN(const auto hash_list, hashes.elements());
  TRY_ASSIGN(const auto frame_list, frames.elements());
  if (hash_list.size() != frame_list.size()) {
    return fail(segment.error("packet_sha256 and packet_frame differ in length"));
  }
  for (std::size_t i = 0; i < hash_list.size(); ++i) {
    PacketDigest packet;
    TRY_ASSIGN(packet.sha256, sha256_field(hash_list[i]));
    // A frame beyond a year at 1000 fps is damage, not an export.
    TRY_ASSIGN(packet.frame, frame_list[i].as_int(0, 31'536'000'000));
    out.push_back(packet);
  }
  return {};
}

bool shows_each_frame_once(const std::vector<PacketDigest>& packets) {
  std::vector<bool> shown(packets.size());
  for (const PacketDigest& packet : packets) {
    const auto frame = static_cast<std::size_t>(packet.frame);
    if (frame >= shown.size() || shown[frame]) {
      return false;
    }
    shown[frame] = true;
  }
  return true;
}

}  // namespace

Result<ManifestPackets> manifest_packets(const Json& manifest) {
  const JsonField root(manifest);
  ManifestPackets out;
  TRY_ASSIGN(const JsonField take, root.member("take"));
  TRY_ASSIGN(const JsonField identity, take.member("identity"));
  TRY_ASSIGN(out.take_identity, identity.as_string());
  TRY_ASSIGN(const JsonField tier, root.member("tier"));
  TRY_ASSIGN(out.tier, tier.as_string());
  TRY_ASSIGN(const JsonField parameters, root.member("parameters_sha256"));
  TRY_ASSIGN(out.track.parameters, sha256_field(parameters));
  TRY_ASSIGN(const JsonField segments, root.member("segments"));
  TRY_ASSIGN(const auto list, segments.elements());
  for (const JsonField& segment : list) {
    TRY(add_segment(segment, out.track.packets));
  }
  if (!shows_each_frame_once(out.track.packets)) {
    return fail(segments.error("the packets do not show each frame once"));
  }
  return out;
}

}  // namespace reprise::session
