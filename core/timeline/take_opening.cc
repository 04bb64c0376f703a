#include "core/timeline/take_opening.h"

#include <algorithm>

#include "core/mcap/writer.h"
#include "core/timeline/file_kind.h"
#include "core/timeline/jsonl_reader.h"

namespace reprise::timeline {
namespace {

// The spool holds for as long as the take is open: speed counts, not size.
constexpr int kSpoolLevel = 1;

Result<std::unique_ptr<RandomAccessFile>> spool_jsonl(std::unique_ptr<RandomAccessFile> file,
                                                      mcap::DamageLog& log,
                                                      const SpoolOptions& options) {
  TRY_ASSIGN(const auto reader, JsonlReader::open(std::move(file), log));
  const Spool spool(options);
  TRY_ASSIGN(mcap::Writer writer,
             mcap::Writer::create(spool.writer(), reader->header(), {kSpoolLevel}));
  for (bool more = true; more;) {
    TRY_ASSIGN(more, reader->step(writer));
  }
  TRY(reader->finished() ? writer.finish() : writer.close());
  return spool.reader();
}

Error explained(Error error, const std::filesystem::path& path, ByteSpan start) {
  if (error.code == ErrorCode::kCorrupt) {
    error.message = "not a take but " + describe_file_start(start);
  }
  return std::move(error).with_context("cannot read '" + path.string() + "'");
}

}  // namespace

Result<OpenedTake> open_as_mcap(FileSystem& fs, const std::filesystem::path& path,
                                mcap::DamageLog& log, const SpoolOptions& options) {
  OpenedTake take;
  TRY_ASSIGN(take.file, fs.open(path));
  take.bytes_on_disk = take.file->size();
  Bytes start(static_cast<std::size_t>(std::min<std::uint64_t>(take.bytes_on_disk, 64)));
  TRY(take.file->read_at(0, start));
  if (may_be_jsonl(start)) {
    auto spooled = spool_jsonl(std::move(take.file), log, options);
    if (!spooled) {
      return fail(explained(std::move(spooled).error(), path, start));
    }
    take.file = std::move(*spooled);
    take.spooled = true;
  }
  return take;
}

}  // namespace reprise::timeline
