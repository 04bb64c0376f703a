// What a video says of itself before it is verified: the settings of the export that it claims to
// be, from its `comment` tag, from a manifest, or as far as its streams tell. Main thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/media/media_reader.h"
#include "core/session/export/export_settings.h"
#include "core/session/verify/manifest_packets.h"
#include "core/timeline/take_reader.h"

namespace reprise::tools {

struct Claim {
  enum class Source {
    kTag,       // the file's own `comment` tag
    kManifest,  // the tag is missing; the manifest is this take's
    kStreams,   // neither: the whole take at the file's size and rate, without overrides
  };
  Source source = Source::kStreams;
  session::ExportSettings settings;
  std::string take_identity;  // empty: not said
  std::string tier;           // empty: not said
  Json presets;               // digests by name; null: not said
  // Of this take and of the claimed export: its packets may be compared.
  std::optional<session::ManifestPackets> manifest;
  std::vector<std::string> notes;  // what was not used, and why
};

struct ClaimSources {
  std::filesystem::path file;
  std::filesystem::path manifest;  // empty: FILE.manifest.json when it is there
  bool ignore_manifest = false;
  std::string take_identity;  // of the take to verify against
};

// `video` has one video stream at least. Fails on a manifest that was asked for by name and cannot
// be read; one that merely lies there is left alone with a note.
Result<Claim> claim_of(const media::MediaInfo& video, const timeline::TakeSummary& take,
                       const ClaimSources& sources);

}  // namespace reprise::tools
