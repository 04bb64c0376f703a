// What append() may not do while a performance goes on: allocate or free memory (this program's
// operator new and delete count), or make a system call (a kernel filter on the appending thread
// ends the process at the first one). A program of its own, for the sake of both.
#include <array>
#include <atomic>
#include <cstdlib>
#include <new>
#include <thread>

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/timeline/fault_file_system.h"
#include "tests/timeline/take_fixture.h"

namespace {

thread_local std::uint64_t allocations = 0;
thread_local std::uint64_t frees = 0;

void* counted_new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size > 0 ? size : 1)) {
    return memory;
  }
  throw std::bad_alloc();
}
void counted_delete(void* memory) noexcept {
  ++frees;
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) {
  return counted_new(size);
}
void* operator new[](std::size_t size) {
  return counted_new(size);
}
// std::stable_sort asks for this one; a sanitizer's own would not go with the delete below.
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  ++allocations;
  return std::malloc(size > 0 ? size : 1);
}
void operator delete(void* memory) noexcept {
  counted_delete(memory);
}
void operator delete[](void* memory) noexcept {
  counted_delete(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
  counted_delete(memory);
}
void operator delete[](void* memory, std::size_t /*size*/) noexcept {
  counted_delete(memory);
}

namespace reprise::timeline {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

// A live recording on a disk that stands still once `gate` is closed.
struct LiveTake {
  explicit LiveTake(std::size_t queue_bytes) {
    fs.faults->before_append = [this] {
      gate.pass();
      return Status();
    };
    TakeWriterOptions options;
    options.overflow = Overflow::kDrop;
    options.durability = Durability::kChunk;
    options.queue_bytes = queue_bytes;
    options.queue_records = 10'000;
    writer.emplace(*TakeWriter::create(fs, "take.mcap", small_header(), {}, options));
  }
  ~LiveTake() { gate.open(); }
  LiveTake(const LiveTake&) = delete;
  LiveTake& operator=(const LiveTake&) = delete;

  Gate gate;
  FaultFileSystem fs;
  std::optional<TakeWriter> writer;
};

// Leaves the processor to others without asking the kernel.
void idle() {
  for (int i = 0; i < 2'000; ++i) {
    __builtin_ia32_pause();
  }
}

// The first half at a pace that the writer thread can follow.
bool append_all(TakeWriter& writer, std::vector<Record>& records) {
  bool good = true;
  for (std::size_t i = 0; i < records.size(); ++i) {
    good = writer.append(std::move(records[i])).has_value() && good;
    if (i < records.size() / 2) {
      idle();
    }
  }
  return good;
}

TEST(Append, NeitherAllocatesNorFrees) {
  LiveTake take(0);
  auto records = performance(20, true);
  const std::uint64_t allocated = allocations;
  const std::uint64_t freed = frees;
  const bool good = append_all(*take.writer, records);
  EXPECT_EQ(allocations, allocated);
  EXPECT_EQ(frees, freed);
  EXPECT_TRUE(good);
  EXPECT_EQ(take.writer->stats().dropped, 0U);
  EXPECT_TRUE(take.writer->seal({}).has_value());
  EXPECT_GT(allocations, allocated);
}

// Nor when it drops, and when it begins to take records again behind a gap.
TEST(Append, NeitherAllocatesNorFreesWhereItDrops) {
  LiveTake take(30'000);
  auto records = performance(20, true);
  auto more = performance(1, true);
  take.gate.close();
  const std::uint64_t allocated = allocations;
  const std::uint64_t freed = frees;
  bool good = append_all(*take.writer, records);
  EXPECT_EQ(allocations, allocated);
  EXPECT_EQ(frees, freed);
  EXPECT_GT(take.writer->stats().dropped, 0U);
  take.gate.open();
  const std::uint64_t packed = records.size() + 1 - take.writer->stats().dropped;
  while (take.writer->stats().records < packed) {
    std::this_thread::yield();
  }
  const std::uint64_t allocated_before = allocations;
  const std::uint64_t freed_before = frees;
  good = append_all(*take.writer, more) && good;
  EXPECT_EQ(allocations, allocated_before);
  EXPECT_EQ(frees, freed_before);
  EXPECT_TRUE(good);
  EXPECT_TRUE(take.writer->seal({}).has_value());
}

// From now on the first system call of this thread ends the process with SIGSYS.
bool forbid_system_calls() {
  std::array<sock_filter, 1> filter{{{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_PROCESS}}};
  const sock_fprog program{filter.size(), filter.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

enum Exit { kDone = 0, kNotDropped = 3, kRefused = 4, kNoFilter = 77 };

// Appends 20 s of a live performance in a process of its own, on a thread that may make no system
// call, then does `more` there; returns how that process ended. The thread cannot even end: it says
// that it is done, and the process goes.
template <typename More>
int status_without_system_calls(More more) {
  const pid_t child = ::fork();
  if (child == 0) {
    LiveTake take(30'000);
    std::atomic<int> result = -1;
    auto records = performance(20, true);
    std::thread worker([&] {
      if (!forbid_system_calls()) {
        result = kNoFilter;
        return;
      }
      const bool good = append_all(*take.writer, records);
      more();
      result = good ? kDone : kRefused;
      while (true) {
      }
    });
    while (result < 0) {
      ::usleep(1000);
    }
    ::_exit(result == kDone && take.writer->stats().dropped == 0 ? kNotDropped : result.load());
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

TEST(Append, MakesNoSystemCall) {
  if (kSanitized) {
    GTEST_SKIP() << "sanitizers make system calls of their own";
  }
  const int status = status_without_system_calls([] {});
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNoFilter) {
    GTEST_SKIP() << "the kernel does not filter system calls";
  }
  ASSERT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), kDone);
}

TEST(Append, TheFilterSeesASystemCall) {
  if (kSanitized) {
    GTEST_SKIP() << "sanitizers make system calls of their own";
  }
  const int status = status_without_system_calls([] { ::syscall(SYS_getppid); });
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNoFilter) {
    GTEST_SKIP() << "the kernel does not filter system calls";
  }
  ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
  EXPECT_EQ(WTERMSIG(status), SIGSYS);
}

}  // namespace
}  // namespace reprise::timeline
