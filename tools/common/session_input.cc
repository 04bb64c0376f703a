#include "tools/common/session_input.h"

#include <cmath>
#include <system_error>

#include "core/base/time.h"
#include "tools/common/wording.h"

namespace reprise::tools {

Status check_not_stdin(const std::string& input) {
  if (input == "-") {
    return fail(ErrorCode::kUsage, "a take cannot be read from stdin: it is read from both ends",
                "write it into a file first");
  }
  return {};
}

Result<timeline::TakeReader> open_take(const std::filesystem::path& path, const Console& console) {
  TRY(check_not_stdin(path.string()));
  auto opened = timeline::TakeReader::open(posix_file_system(), path);
  if (!opened) {
    Error error = std::move(opened).error();
    if (error.hint.empty() && error.code == ErrorCode::kCorrupt) {
      error.hint = "a take is made with: reprise-record SONG -o TAKE.mcap";
    }
    return fail(std::move(error));
  }
  const timeline::TakeSummary& take = opened->summary();
  if (!take.seal) {
    const double seconds = seconds_of(take.end, take.header.audio.sample_rate);
    console.warning("'" + path.string() + "' was not finished: it holds the first " +
                    format_duration(seconds));
  }
  warn_of_damage(*opened, path, console, 0);
  return opened;
}

bool is_whole(const timeline::TakeReader& take) {
  return take.summary().seal && take.damage().empty();
}

void warn_of_damage(const timeline::TakeReader& take, const std::filesystem::path& path,
                    const Console& console, std::size_t first) {
  const auto& all = take.damage();
  for (std::size_t i = first; i < all.size(); ++i) {
    console.warning("'" + path.string() + "': " + all[i].what + " (" +
                    std::to_string(all[i].bytes) + " bytes at " + std::to_string(all[i].offset) +
                    ")");
  }
}

Result<media::ContainerId> output_container(const std::string& output) {
  const auto container = media::container_by_extension(output);
  if (!container) {
    return fail(ErrorCode::kUsage, "cannot tell the format of '" + output + "'",
                "end its name in .mp4, .mov or .mkv");
  }
  return *container;
}

Result<Progress> make_progress(std::vector<Progress::Phase> phases, const CommonOptions& common,
                               const OutputOptions& output) {
  Progress::Options options = Progress::stderr_options();
  options.quiet = common.quiet;
  options.blocks = output.progress;
  return Progress::create(std::move(phases), std::move(options));
}

Result<ReadingProgress> ReadingProgress::begin(const std::string& phase,
                                               const std::filesystem::path& input,
                                               std::int64_t passes, const CommonOptions& common,
                                               const OutputOptions& output) {
  ReadingProgress out;
  TRY_ASSIGN(Progress progress, make_progress({{phase, 1}}, common, output));
  out.progress_ = std::make_unique<Progress>(std::move(progress));
  std::error_code ignored;
  const std::uintmax_t size = std::filesystem::file_size(input, ignored);
  out.progress_->begin_reading(0, ignored ? 0 : passes * static_cast<std::int64_t>(size));
  out.files_ = std::make_unique<ReadMeter>([progress = out.progress_.get()](std::uint64_t bytes) {
    progress->update(static_cast<std::int64_t>(bytes));
  });
  return out;
}

std::string format_duration(double seconds) {
  const auto minutes = static_cast<long long>(std::floor(seconds / 60));
  return formatted("%lld:%06.3f", minutes, seconds - 60 * static_cast<double>(minutes));
}

}  // namespace reprise::tools
