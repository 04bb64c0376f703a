// Exports again without leaving a file: the picture track that an export with these settings has.
// How a file without a manifest is verified. One thread.
#pragma once

#include <functional>

#include "core/base/error.h"
#include "core/session/export/export_settings.h"
#include "core/session/library/packet_digest.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

// `progress` gets the frames that are done and may end the work with an error. `accept` is asked
// before the first frame whether this GL will do: kCancelled when it does not.
Result<TrackDigest> reexport_packets(timeline::TakeReader& take, const ReplayShow& show,
                                     const ExportSettings& settings,
                                     const std::function<Status(std::int64_t)>& progress,
                                     const std::function<bool(const render::GlInfo&)>& accept);

}  // namespace reprise::session
