// Which encoders this process runs. Any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace reprise::media {

// libavcodec 59.37.100, libx264 …: versions that decide encoded bytes, for manifests.
std::vector<std::pair<std::string, std::string>> encoder_versions();

}  // namespace reprise::media
