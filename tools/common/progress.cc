#include "tools/common/progress.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <optional>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/base/check.h"

namespace reprise::tools {
namespace {

// Seconds between outputs.
constexpr double kBarInterval = 0.1;
constexpr double kLineInterval = 5;
constexpr double kBlockInterval = 0.5;

// "\r", the text, and "erase to the end of the line".
std::string redrawn(const std::string& bar) {
  return "\r" + bar + "\x1b[K";
}

// An open descriptor, closed at the end if it was opened here.
class BlockSink {
 public:
  static Result<BlockSink> open(const std::string& target) {
    int fd = -1;
    const char* end = target.data() + target.size();
    const auto parsed = std::from_chars(target.data(), end, fd);
    if (parsed.ec == std::errc() && parsed.ptr == end) {
      if (::fcntl(fd, F_GETFD) < 0) {
        return fail(ErrorCode::kUsage, "--progress: file descriptor " + target + " is not open");
      }
      return BlockSink(fd, false);
    }
    fd = ::open(target.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
      return fail(error_from_errno(errno, "--progress: cannot create '" + target + "'"));
    }
    return BlockSink(fd, true);
  }
  BlockSink(BlockSink&& other) noexcept : fd_(other.fd_), owned_(other.owned_) {
    other.owned_ = false;
  }
  BlockSink& operator=(BlockSink&&) = delete;
  ~BlockSink() {
    if (owned_) {
      ::close(fd_);
    }
  }

  // Whoever listened may have gone; the work goes on without them.
  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(fd_, text.data(), text.size());
      if (written < 0 && errno == EINTR) {
        continue;
      }
      if (written <= 0) {
        return;
      }
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

 private:
  BlockSink(int fd, bool owned) : fd_(fd), owned_(owned) {}
  int fd_;
  bool owned_;
};

std::size_t terminal_width() {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

}  // namespace

struct Progress::Impl {
  std::vector<Phase> phases;
  Options options;
  std::optional<BlockSink> blocks;
  std::mutex mutex;  // guards what follows
  std::size_t phase = 0;
  ProgressView view;
  double phase_began = 0;
  double last_shown = 0;
  double last_block = 0;
  bool shown = false;
  bool bar_drawn = false;

  // The share of the whole that the phases before this one and `done` of it make up.
  [[nodiscard]] double overall() const {
    double all = 0;
    double before = 0;
    for (std::size_t i = 0; i < phases.size(); ++i) {
      all += phases[i].weight;
      before += i < phase ? phases[i].weight : 0;
    }
    const double part =
        view.total > 0 ? static_cast<double>(view.done) / static_cast<double>(view.total) : 0;
    return all > 0 ? (before + part * phases[phase].weight) / all : 0;
  }

  void begin(std::size_t number, std::int64_t total, ProgressView::Unit unit) {
    CHECK(number < phases.size() && number >= phase);
    phase = number;
    view.phase = phases[number].name;
    view.unit = unit;
    view.done = 0;
    view.reused = 0;
    view.total = total;
    view.elapsed = 0;
    view.overall = std::max(view.overall, overall());
    phase_began = options.clock();
  }

  void show(double now) {
    last_shown = now;
    shown = true;
    if (options.quiet) {
      return;
    }
    if (options.terminal) {
      options.write(redrawn(progress_bar(view, options.width - 1)));
      bar_drawn = true;
    } else {
      options.write(progress_line(view) + "\n");
    }
  }

  void block(double now, bool end) {
    last_block = now;
    if (blocks) {
      blocks->write(progress_block(view, end));
    }
  }

  void refresh() {
    const double now = options.clock();
    view.elapsed = now - phase_began;
    view.overall = std::max(view.overall, overall());
    if (now - last_shown >= (options.terminal ? kBarInterval : kLineInterval)) {
      show(now);
    }
    if (now - last_block >= kBlockInterval) {
      block(now, false);
    }
  }

  void end_line() {
    if (bar_drawn) {
      options.write("\n");
      bar_drawn = false;
    }
  }
};

Progress::Options Progress::stderr_options() {
  Options options;
  options.terminal = ::isatty(STDERR_FILENO) == 1;
  options.width = options.terminal ? terminal_width() : 80;
  options.clock = [] {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
  };
  options.write = [](std::string_view text) {
    (void)std::fwrite(text.data(), 1, text.size(), stderr);
  };
  return options;
}

Progress::Progress(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Progress::Progress(Progress&&) noexcept = default;
Progress& Progress::operator=(Progress&&) noexcept = default;
Progress::~Progress() {
  if (impl_) {
    impl_->end_line();
  }
}

Result<Progress> Progress::create(std::vector<Phase> phases, Options options) {
  CHECK(!phases.empty() && options.clock && options.write);
  auto impl = std::make_unique<Impl>();
  if (!options.blocks.empty()) {
    TRY_ASSIGN(BlockSink sink, BlockSink::open(options.blocks));
    impl->blocks.emplace(std::move(sink));
    // A reader that goes away must not end the program.
    std::signal(SIGPIPE, SIG_IGN);
  }
  impl->phases = std::move(phases);
  impl->options = std::move(options);
  return Progress(std::move(impl));
}

void Progress::begin(std::size_t phase, std::int64_t total, Rational fps, std::int64_t reused) {
  const std::lock_guard lock(impl_->mutex);
  Impl& impl = *impl_;
  impl.begin(phase, total, ProgressView::Unit::kFrames);
  impl.view.reused = reused;
  impl.view.fps = fps;
  impl.show(impl.phase_began);
}

void Progress::begin_reading(std::size_t phase, std::int64_t bytes) {
  const std::lock_guard lock(impl_->mutex);
  impl_->begin(phase, bytes, ProgressView::Unit::kBytes);
  impl_->last_shown = impl_->phase_began;
}

void Progress::update(std::int64_t done) {
  const std::lock_guard lock(impl_->mutex);
  ProgressView& view = impl_->view;
  if (done > view.done && (view.total == 0 || done <= view.total)) {
    view.done = done;
    view.furthest = std::max(view.furthest, done);
  }
  impl_->refresh();
}

void Progress::finish() {
  const std::lock_guard lock(impl_->mutex);
  Impl& impl = *impl_;
  const double now = impl.options.clock();
  impl.view.elapsed = now - impl.phase_began;
  impl.view.overall = 1;
  if (impl.shown) {
    impl.show(now);
  }
  impl.block(now, true);
  impl.end_line();
}

}  // namespace reprise::tools
