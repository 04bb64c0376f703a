#include "tools/record/record_live.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <unistd.h>

#include "core/base/monotonic_clock.h"
#include "core/base/time.h"
#include "core/media/audio_file_reader.h"
#include "tools/common/exit_code.h"
#include "tools/common/session_input.h"
#include "tools/common/signals.h"
#include "tools/common/wording.h"
#include "tools/media/gl_setup.h"
#include "tools/media/preset_lookup.h"
#include "tools/record/frame_ledger.h"
#include "tools/record/live_monitor.h"
#include "tools/record/live_picture.h"
#include "tools/record/live_report.h"
#include "tools/record/live_run.h"
#include "tools/record/live_sound.h"
#include "tools/record/machine_check.h"
#include "tools/record/record_setup.h"
#include "tools/record/sleep_inhibitor.h"
#include "tools/sound/play_sound.h"

namespace reprise::tools {
namespace {

std::int64_t unix_ns_of(std::int64_t monotonic) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count() -
         (monotonic_ns() - monotonic);
}

constexpr double kMebibyte = 1 << 20;
constexpr double kMostPreroll = 512 * kMebibyte;

// What will be heard: its format is known before it plays.
struct Source {
  AudioFormat format;
  std::function<Result<std::unique_ptr<SoundInput>>()> open;
};

Result<Source> song_source(const std::string& path) {
  TRY_ASSIGN(auto opened, media::AudioFileReader::open(posix_file_system(), path));
  auto song = std::make_shared<media::AudioFileReader>(std::move(opened));
  const AudioFormat format = song->format();
  return Source{format,
                [song, format] { return play_sound([song] { return song->read(); }, format, ""); }};
}

Source device_source(const LiveOptions& options) {
  SoundRequest request;
  request.device = options.device;
  request.wanted.sample_rate = static_cast<std::int32_t>(options.sample_rate);
  request.wanted.channels = static_cast<std::int32_t>(options.channels);
  request.wanted.bits = options.format == SampleFormat::kS16 ? 16 : 24;
  request.sample_format = options.format;
  return {request.wanted, [request] { return open_sound_input(request); }};
}

Result<Source> source_of(const LiveOptions& options) {
  return options.played.empty() ? Result<Source>(device_source(options))
                                : song_source(options.played);
}

std::optional<std::int64_t> samples_of(const std::optional<TimeValue>& time,
                                       const FrameGrid& grid) {
  return time ? std::optional(sample_of(*time, grid).value) : std::nullopt;
}

Result<std::unique_ptr<SoundInput>> opened(const Source& source) {
  auto input = source.open();
  if (!input && input.error().hint.empty()) {
    Error error = std::move(input).error();
    error.hint = "is a sound server running? reprise-record --list-devices";
    return fail(std::move(error));
  }
  return input;
}

// Everything of a live run, in the order in which it goes away.
class LiveProgram {
 public:
  LiveProgram(const RecordOptions& options, const Console& console)
      : options_(options), live_(options.live), console_(console) {}

  Result<int> run() {
    FileSystem& fs = posix_file_system();
    TRY_ASSIGN(const timeline::OldPartial old_partial, check_take_output(fs, options_));
    TRY_ASSIGN(const session::PresetLibrary library, find_presets(options_.preset_paths));
    TRY_ASSIGN(show_, load_show(options_, library));
    for (const std::string& warning : machine_warnings()) {
      console_.warning(warning);
    }
    TRY(open(fs, old_partial));
    return perform();
  }

 private:
  [[nodiscard]] bool draws() const { return !live_.headless || live_.hash_every > 0; }

  Status open(FileSystem& fs, timeline::OldPartial old_partial) {
    TRY_ASSIGN(const Source source, source_of(live_));
    const AudioFormat format = source.format;
    grid_ = {options_.fps, format.sample_rate};
    TRY(check_split());
    TRY(check_preroll(format));
    if (draws()) {
      gl_ = live_.gl.value_or(render::GlMode::kNative);
      TRY(set_gl_environment(gl_));
      TRY(open_picture(format.sample_rate));
    }
    // Last: from here on time runs.
    TRY_ASSIGN(auto input, opened(source));
    TRY_ASSIGN(LiveStart start, listen_for_start(*input));
    epoch_ns_ = unix_ns_of(start.zero_ns);
    if (picture_ != nullptr) {
      picture_->set_epoch(epoch_ns_);
    }
    TRY_ASSIGN(session::LiveSession session,
               session::LiveSession::create(fs, session_options(format), show_));
    sound_ =
        std::make_unique<LiveSound>(LiveSetup{.input = std::move(input),
                                              .session = std::move(session),
                                              .takes = takes_options(old_partial),
                                              .most_samples = samples_of(options_.duration, grid_),
                                              .armed = live_.armed,
                                              .start = std::move(start)});
    return {};
  }

  [[nodiscard]] LiveTakesOptions takes_options(timeline::OldPartial old_partial) const {
    LiveTakesOptions takes{.names = TakeNames(options_.output),
                           .fallback = live_.fallback,
                           .writer = {},
                           .disk = {.most_bytes = live_.most_bytes},
                           .split_samples = samples_of(live_.split_time, grid_),
                           .split_bytes = live_.split_bytes};
    takes.writer.overflow = timeline::Overflow::kDrop;
    takes.writer.durability = options_.durability.value_or(timeline::Durability::kChunk);
    takes.writer.old_partial = old_partial;
    return takes;
  }

  // It waits in memory, four bytes a sample.
  [[nodiscard]] Status check_preroll(const AudioFormat& format) const {
    const double second = 4.0 * format.channels * format.sample_rate;
    const double seconds =
        seconds_of({samples_of(live_.preroll, grid_).value_or(0)}, format.sample_rate);
    if (seconds * second <= kMostPreroll) {
      return {};
    }
    return fail(
        ErrorCode::kUsage,
        formatted("--preroll: %s of sound would take %.0f MiB of memory, of which there are "
                  "%.0f MiB for it",
                  format_duration(seconds).c_str(), seconds * second / kMebibyte,
                  kMostPreroll / kMebibyte),
        formatted("--preroll %.0fm", std::floor(kMostPreroll / second / 60)));
  }

  [[nodiscard]] Status check_split() const {
    const auto length = samples_of(live_.split_time, grid_);
    if (length && *length < grid_.sample_rate) {
      return fail(ErrorCode::kUsage, "--split: takes of less than a second");
    }
    return {};
  }

  Status open_picture(std::int64_t sample_rate) {
    TRY_ASSIGN(LivePicture picture, LivePicture::open({.size = options_.size,
                                                       .window = !live_.headless,
                                                       .fullscreen = live_.fullscreen,
                                                       .display = static_cast<int>(live_.display),
                                                       .gl = gl_},
                                                      show_, sample_rate));
    picture_ = std::make_unique<LivePicture>(std::move(picture));
    return {};
  }

  [[nodiscard]] session::LiveOptions session_options(const AudioFormat& format) const {
    session::LiveOptions session;
    session.audio = format;
    session.size = options_.size;
    session.fps = options_.fps;
    session.seed = show_.show.seed;
    session.quality = options_.quality;
    session.epoch_ns = epoch_ns_;
    session.preroll_samples = samples_of(live_.preroll, grid_).value_or(0);
    session.draws = draws();
    if (picture_ != nullptr) {
      session.buffers = picture_->buffers();
      const render::GlInfo& info = picture_->gl_info();
      session.gl = {std::string(render::gl_mode_name(gl_)), info.vendor, info.renderer,
                    info.version};
    }
    return session;
  }

  Result<int> perform() {
    const SleepInhibitor awake;
    std::signal(SIGPIPE,
                SIG_IGN);  // `2>&1 | tee log`, and Ctrl+C for both: the take is still sealed
    StatusPrinter printer(console_);
    if (picture_ != nullptr && !live_.headless) {
      console_.note("H shows the keys");
    }
    sound_->start();
    FrameLedger frames(grid_, sound_->report().frame_latency,
                       {[this](SampleIndex at) { return sound_->moment_at(at) != nullptr; },
                        [this](auto committed) { sound_->commit(std::move(committed)); }});
    LiveMonitor monitor(*sound_, picture_ != nullptr ? &frames : nullptr, printer,
                        grid_.sample_rate, [&] { abandon(monitor, printer); });
    LiveRun performance(run_options(), *sound_, frames, picture_.get(),
                        LiveDesk(show_.show, session::named_presets(show_.presets)),
                        ExpectedState(show_.show), monitor, printer);
    performance.run();
    Result<ExitCode> code = seal(monitor, printer);
    // A window system that has stopped is not waited for, either.
    monitor.beat();
    picture_.reset();
    monitor.stop();
    if (sound_->hangs()) {
      leave(code);
    }
    TRY(code);
    return to_int(*code);
  }

  [[nodiscard]] LiveRunOptions run_options() const {
    LiveRunOptions run;
    run.grid = grid_;
    run.hash_every = live_.hash_every;
    run.size = options_.size;
    run.gl_mode = render::gl_mode_name(gl_);
    if (!live_.fixed_quality) {
      run.quality.emplace(options_.quality);
    }
    return run;
  }

  // Ends the take and says what there is. Once: whoever comes later gets the same answer.
  Result<ExitCode> seal(LiveMonitor& monitor, StatusPrinter& printer) {
    const std::lock_guard lock(sealing_);
    if (!sealed_) {
      monitor.end();
      const Status heard = sound_->finish();
      monitor.say_messages();
      printer.end();
      if (!heard) {
        console_.error(heard.error());
      }
      sealed_ =
          report_takes(sound_->outcomes(), options_, grid_.sample_rate, monitor.heard(), console_);
      if (*sealed_ && (!heard || sound_->cut_short() || monitor.lost_picture())) {
        sealed_ = ExitCode::kLoss;
      }
    }
    return *sealed_;
  }

  // In place of a main thread that hangs.
  [[noreturn]] void abandon(LiveMonitor& monitor, StatusPrinter& printer) {
    leave(seal(monitor, printer));
  }

  // Without waiting for threads that hang, in a driver or in a disk.
  [[noreturn]] void leave(const Result<ExitCode>& code) {
    if (!code) {
      console_.error(code.error());
    }
    ::_exit(code ? to_int(*code) : to_int(exit_code_of(code.error())));
  }

  const RecordOptions& options_;
  const LiveOptions& live_;
  const Console& console_;
  session::ShowFiles show_;
  std::int64_t epoch_ns_ = 0;
  render::GlMode gl_ = render::GlMode::kNative;
  FrameGrid grid_;
  std::unique_ptr<LivePicture> picture_;
  std::unique_ptr<LiveSound> sound_;
  std::mutex sealing_;
  std::optional<Result<ExitCode>> sealed_;
};

}  // namespace

Result<int> record_live(const RecordOptions& options, const Console& console) {
  return LiveProgram(options, console).run();
}

}  // namespace reprise::tools
