// The files that a take can be: MCAP, or JSONL, plain or as zstd frames. Which one a name asks for,
// and the sink that writes it. Any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/mcap/data_sink.h"

namespace reprise::timeline {

enum class TakeContainer { kMcap, kJsonl, kJsonlZstd };

struct TakeContainerInfo {
  TakeContainer container;
  std::string_view extension;  // ".mcap"
};
std::span<const TakeContainerInfo> take_container_table();

// By the end of the name, in upper or lower case; nothing when it is none of the table.
std::optional<TakeContainer> container_by_name(const std::filesystem::path& path);

// The same for an output that somebody named: kUsage, with the endings that there are, when it is
// none of them.
Result<TakeContainer> container_of_output(const std::filesystem::path& path);

// A sink with the header written. The file is the sink's from now on.
Result<std::unique_ptr<mcap::DataSink>> create_sink(TakeContainer container,
                                                    std::unique_ptr<WritableFile> file,
                                                    const mcap::Header& header, int zstd_level);

}  // namespace reprise::timeline
