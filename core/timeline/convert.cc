#include "core/timeline/convert.h"

#include <algorithm>
#include <utility>

#include "core/base/borrowed_file.h"
#include "core/timeline/file_kind.h"
#include "core/timeline/jsonl_reader.h"
#include "core/timeline/mcap_source.h"

namespace reprise::timeline {
namespace {

template <typename Source>
Result<std::unique_ptr<DataSource>> open_as(std::unique_ptr<RandomAccessFile> file,
                                            mcap::DamageLog& log) {
  TRY_ASSIGN(auto source, Source::open(std::move(file), log));
  return std::unique_ptr<DataSource>(std::move(source));
}

}  // namespace

Result<std::unique_ptr<DataSource>> open_source(FileSystem& fs, const std::filesystem::path& path,
                                                mcap::DamageLog& log) {
  TRY_ASSIGN(auto file, fs.open(path));
  Bytes start(static_cast<std::size_t>(std::min<std::uint64_t>(file->size(), 64)));
  TRY(file->read_at(0, start));
  auto source = may_be_jsonl(start) ? open_as<JsonlReader>(std::move(file), log)
                                    : open_as<McapSource>(std::move(file), log);
  if (!source && source.error().code == ErrorCode::kCorrupt) {
    return fail(ErrorCode::kCorrupt, "cannot read '" + path.string() + "': not a take but " +
                                         describe_file_start(start));
  }
  if (!source) {
    return fail(std::move(source).error().with_context("cannot read '" + path.string() + "'"));
  }
  return source;
}

Result<Conversion> Conversion::start(FileSystem& fs, const std::filesystem::path& input,
                                     const std::filesystem::path& output, TakeContainer container,
                                     const ConvertOptions& options) {
  auto log = std::make_unique<mcap::DamageLog>();
  TRY_ASSIGN(auto source, open_source(fs, input, *log));
  TRY_ASSIGN(AtomicFile file, AtomicFile::create(fs, output));
  Conversion conversion(std::move(log), std::move(file));
  conversion.source_ = std::move(source);
  TRY_ASSIGN(conversion.sink_, create_sink(container, borrow(conversion.file_.file()),
                                           conversion.source_->header(), options.zstd_level));
  return conversion;
}

Result<bool> Conversion::step() {
  return source_->step(*sink_);
}

Status Conversion::finish() {
  TRY(source_->finished() ? sink_->finish() : sink_->close());
  written_ = sink_->size();
  return file_.commit();
}

}  // namespace reprise::timeline
