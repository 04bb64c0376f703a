// Text for a terminal that may be slow, stopped or gone: a thread of its own writes it, and whoever
// has something to say never waits. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace reprise::tools {

class Outbox {
 public:
  // May take as long as it likes; only ever called on the outbox's thread, and with luck after this
  // object is gone: it must own what it uses.
  using Write = std::function<void(std::string_view)>;

  // Of more than `most` messages that wait, the oldest are left out.
  explicit Outbox(Write write, std::size_t most = 100);
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  ~Outbox();  // does not wait: flush() does

  // Written in order.
  void post(std::string text);
  // Written when no message waits, and only the latest one.
  void replace(std::string text);
  // Forgets what replace() was given last.
  void drop_replaceable();
  // Until everything was written, or that long; whether it was.
  bool flush(std::chrono::milliseconds patience);

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace reprise::tools
