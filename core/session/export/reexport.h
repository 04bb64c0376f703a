// Exports again without leaving a file: the packets that an export with these settings has. How a
// file without a manifest is verified. One thread.
#pragma once

#include <functional>
#include <vector>

#include "core/base/error.h"
#include "core/session/export/export_settings.h"
#include "core/session/library/packet_digest.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

// `progress` gets the frames that are done and may end the work with an error; `drawn_by` is set to
// the GL that drew them.
Result<std::vector<PacketDigest>> reexport_packets(
    timeline::TakeReader& take, const ReplayShow& show, const ExportSettings& settings,
    const std::function<Status(std::int64_t)>& progress, render::GlInfo& drawn_by);

}  // namespace reprise::session
