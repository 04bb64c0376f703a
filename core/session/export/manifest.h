// OUT.manifest.json: what was exported, from what, and the hashes that prove it. Described by
// schema/manifest.schema.json. Deterministic apart from its `timing` object. Values; any thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/session/export/export_settings.h"
#include "core/session/export/merger.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

// What differs from run to run.
struct ExportTiming {
  double seconds = 0;  // wall time of the export
  std::int64_t reused_segments = 0;
  std::int64_t finished_unix_ns = 0;
  std::string host;
};

struct ManifestInputs {
  const ExportSettings* settings = nullptr;
  const timeline::TakeSummary* take = nullptr;
  std::string take_identity;
  std::string render_key;
  std::string tier;
  std::uint64_t seed = 0;
  Json presets;  // digests by name
  Json qc;
  std::string file_name;  // without folder
  std::uint64_t file_bytes = 0;
  Sha256 file_sha256{};
  ExportTiming timing;
};

// Appends the text to `out`: one line a segment, and never more than one of them in memory.
Status write_manifest(WritableFile& out, const ManifestInputs& inputs,
                      const std::vector<MergedSegment>& segments);

}  // namespace reprise::session
