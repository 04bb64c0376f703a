// A live run that records, and of which all is well, as the performer reads it.
#pragma once

#include "tools/record/live_status.h"

namespace reprise::tools {

inline LiveStatus on_air() {
  LiveStatus status;
  status.state = LiveStatus::State::kRecording;
  status.take = "show.mcap";
  status.seconds = 62.35;
  status.bytes = 3 << 20;
  status.level_db = -25;
  status.disk_seconds = 18'600;
  status.fps = 60;
  status.scene = "one";
  status.selection = "layer 1: sweep";
  return status;
}

}  // namespace reprise::tools
