#include "core/timeline/take_container.h"

#include <array>

#include "core/base/text.h"
#include "core/mcap/writer.h"
#include "core/timeline/jsonl_writer.h"

namespace reprise::timeline {
namespace {

constexpr std::array kContainers{
    TakeContainerInfo{TakeContainer::kMcap, ".mcap"},
    TakeContainerInfo{TakeContainer::kJsonl, ".jsonl"},
    TakeContainerInfo{TakeContainer::kJsonlZstd, ".jsonl.zst"},
};

template <typename Sink>
std::unique_ptr<mcap::DataSink> boxed(Sink sink) {
  return std::make_unique<Sink>(std::move(sink));
}

}  // namespace

std::span<const TakeContainerInfo> take_container_table() {
  return kContainers;
}

std::optional<TakeContainer> container_by_name(const std::filesystem::path& path) {
  const std::string name = to_lower_ascii(path.filename().string());
  for (const TakeContainerInfo& info : kContainers) {
    if (name.ends_with(info.extension)) {
      return info.container;
    }
  }
  return std::nullopt;
}

Result<TakeContainer> container_of_output(const std::filesystem::path& path) {
  if (path == "-") {
    return fail(ErrorCode::kUsage,
                "a take is not written to stdout: only one that is complete gets a name",
                "-o FILE.jsonl; reprise-inspect cat prints the records");
  }
  if (const auto container = container_by_name(path)) {
    return *container;
  }
  std::vector<std::string> names;
  for (const TakeContainerInfo& info : kContainers) {
    names.emplace_back(info.extension);
  }
  return fail(ErrorCode::kUsage, "'" + path.string() + "' is no name for a take",
              "end its name in one of: " + join(names, ", "));
}

Result<std::unique_ptr<mcap::DataSink>> create_sink(TakeContainer container,
                                                    std::unique_ptr<WritableFile> file,
                                                    const mcap::Header& header, int zstd_level) {
  if (container == TakeContainer::kMcap) {
    TRY_ASSIGN(auto writer, mcap::Writer::create(std::move(file), header, {zstd_level}));
    return boxed(std::move(writer));
  }
  JsonlWriterOptions options;
  if (container == TakeContainer::kJsonlZstd) {
    options.zstd_level = zstd_level;
  }
  TRY_ASSIGN(auto writer, JsonlWriter::create(std::move(file), header, options));
  return boxed(std::move(writer));
}

}  // namespace reprise::timeline
