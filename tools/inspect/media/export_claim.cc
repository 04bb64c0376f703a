#include "tools/inspect/media/export_claim.h"

#include "core/base/text.h"
#include "core/session/export/exporter.h"

namespace reprise::tools {
namespace {

// A manifest as verify needs it.
struct Manifest {
  session::ManifestPackets packets;
  session::ExportSettings settings;
  Json presets;
};

Result<Manifest> parse_manifest(std::string_view text) {
  TRY_ASSIGN(const Json json, parse_json(text));
  Manifest manifest;
  TRY_ASSIGN(manifest.packets, session::manifest_packets(json));
  const JsonField root(json);
  TRY_ASSIGN(const JsonField settings, root.member("settings"));
  TRY_ASSIGN(manifest.settings, session::settings_from_json(settings.value()));
  TRY_ASSIGN(const JsonField presets, root.member("presets"));
  manifest.presets = presets.value();
  const std::size_t packets = manifest.packets.track.packets.size();
  if (static_cast<std::int64_t>(packets) != manifest.settings.frames.count) {
    return fail(ErrorCode::kInvalid, "it lists " + std::to_string(packets) + " packets for " +
                                         std::to_string(manifest.settings.frames.count) +
                                         " frames");
  }
  return manifest;
}

Result<Manifest> read_manifest(const std::filesystem::path& path) {
  // Hours of an export take some hundred bytes a frame.
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 30;
  TRY_ASSIGN(const std::string text, read_text_file(posix_file_system(), path, kLimit));
  auto manifest = parse_manifest(text);
  if (!manifest) {
    return fail(std::move(manifest).error().with_context("manifest '" + path.string() + "'"));
  }
  return manifest;
}

Result<std::optional<Manifest>> find_manifest(const ClaimSources& sources, Claim& claim) {
  const bool asked_for = !sources.manifest.empty();
  const std::filesystem::path path =
      asked_for ? sources.manifest : session::manifest_path(sources.file);
  if (sources.ignore_manifest || (!asked_for && !posix_file_system().exists(path))) {
    return std::nullopt;
  }
  auto manifest = read_manifest(path);
  if (!manifest && asked_for) {
    return fail(std::move(manifest).error());
  }
  if (!manifest) {
    claim.notes.push_back(manifest.error().message + ": it was not used");
    return std::nullopt;
  }
  if (manifest->packets.take_identity != sources.take_identity) {
    claim.notes.emplace_back("the manifest is another take's and was not used");
    return std::nullopt;
  }
  return std::move(*manifest);
}

void claim_by_tag(const media::MediaInfo& video, Claim& claim) {
  for (const auto& [key, value] : video.tags) {
    if (to_lower_ascii(key) != "comment") {
      continue;
    }
    auto tag = session::parse_comment_tag(value);
    if (tag) {
      claim.source = Claim::Source::kTag;
      claim.settings = std::move(tag->settings);
      claim.take_identity = std::move(tag->take_identity);
      claim.tier = std::move(tag->tier);
      claim.presets = std::move(tag->presets);
    } else if (tag.error().code != ErrorCode::kNotFound) {
      claim.notes.push_back("the file's own settings cannot be read: " + tag.error().message);
    }
  }
}

void claim_by_manifest(const Manifest& manifest, Claim& claim) {
  claim.source = Claim::Source::kManifest;
  claim.settings = manifest.settings;
  claim.take_identity = manifest.packets.take_identity;
  claim.tier = manifest.packets.tier;
  claim.presets = manifest.presets;
}

void claim_by_streams(const media::MediaInfo& info, const timeline::TakeSummary& take,
                      Claim& claim) {
  const media::VideoStreamInfo& video = info.video[0];
  session::FrameSettings& frames = claim.settings.frames;
  frames.size = video.size;
  frames.fps = video.frame_rate.num > 0 ? video.frame_rate : take.header.fps;
  frames.count = FrameGrid{frames.fps, take.header.audio.sample_rate}.frame_count(take.end);
  frames.alpha = video.pixel_format == "bgra";
  claim.settings.audio.codec =
      info.audio.empty() ? media::AudioCodecId::kNone : media::AudioCodecId::kFlac;
}

}  // namespace

Result<Claim> claim_of(const media::MediaInfo& video, const timeline::TakeSummary& take,
                       const ClaimSources& sources) {
  Claim claim;
  TRY_ASSIGN(std::optional<Manifest> manifest, find_manifest(sources, claim));
  claim_by_tag(video, claim);
  if (claim.source == Claim::Source::kTag && manifest &&
      settings_to_json(claim.settings) != settings_to_json(manifest->settings)) {
    claim.notes.emplace_back("the manifest is another export's and was not used");
    manifest.reset();
  }
  if (claim.source != Claim::Source::kTag && manifest) {
    claim_by_manifest(*manifest, claim);
  } else if (claim.source != Claim::Source::kTag) {
    claim_by_streams(video, take, claim);
  }
  if (manifest) {
    claim.manifest = std::move(manifest->packets);
  }
  return claim;
}

}  // namespace reprise::tools
