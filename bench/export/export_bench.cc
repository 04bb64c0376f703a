// What an export costs: drawing alone, encoding alone, and both as `reprise-replay` joins them.
// 720p at 30 fps, H.264 veryfast CRF 18, portable GL. Times are CPU milliseconds a frame of the
// whole process, rasterizer and encoder threads included: other work on the machine distorts them
// less than wall time. `joined/(render+encode)` says what the pipeline adds; `of_ceiling` compares
// the frame rate with cores / (render + encode), which only an idle machine can reach.
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <time.h>

#include "bench/export/stage.h"
#include "core/media/segment_encoder.h"
#include "core/session/export/exporter.h"
#include "core/session/export/frame_producer.h"
#include "tools/media/gl_setup.h"

namespace reprise::session {
namespace {

constexpr std::int64_t kBlock = 60;  // frames held to be encoded

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// A take with its show and the frames that a benchmark draws.
struct Job {
  timeline::TakeReader take;
  ReplayShow show;
  ExportSettings settings;
};

Result<Job> open_job(const Stage& stage, const std::string& preset) {
  const ExportSettings settings = measured_export(preset);
  TRY_ASSIGN(timeline::TakeReader take,
             timeline::TakeReader::open(posix_file_system(), stage.take()));
  TRY_ASSIGN(ReplayShow show, replay_show(take, settings.show, stage.library()));
  return Job{std::move(take), std::move(show), settings};
}

struct Costs {
  double render_ms = 0;
  double encode_ms = 0;
};

Status encode(const media::VideoSettings& settings, const std::vector<ImageBuffer>& frames) {
  const auto drop = [](const media::SegmentPacket&) -> Status { return {}; };
  TRY_ASSIGN(media::SegmentEncoder encoder, media::SegmentEncoder::create(settings));
  for (const ImageBuffer& frame : frames) {
    TRY(encoder.push(frame.view(), drop));
  }
  return encoder.finish(drop);
}

Result<Costs> measure_apart(Job& job) {
  const FrameSettings& settings = job.settings.frames;
  TRY_ASSIGN(FrameProducer producer, FrameProducer::create(job.take, job.show, settings));
  std::vector<ImageBuffer> frames(kBlock);
  Costs costs;
  for (std::int64_t first = 0; first < settings.count; first += kBlock) {
    const double start = cpu_ms();
    for (std::int64_t i = 0; i < kBlock; ++i) {
      TRY(producer.render(first + i, frames[static_cast<std::size_t>(i)]));
    }
    const double drawn = cpu_ms();
    TRY(encode(video_settings(job.settings), frames));
    costs.render_ms += (drawn - start) / static_cast<double>(settings.count);
    costs.encode_ms += (cpu_ms() - drawn) / static_cast<double>(settings.count);
  }
  return costs;
}

Result<double> measure_joined(Job& job, const Stage& stage) {
  ExporterOptions options;
  options.take = stage.take();
  options.target = stage.path("out.mp4");
  TRY_ASSIGN(Exporter exporter,
             Exporter::create(posix_file_system(), job.take, job.show, job.settings, options));
  const double start = cpu_ms();
  ExportProgress progress;
  while (progress.phase != ExportPhase::kDone) {
    TRY_ASSIGN(progress, exporter.step());
  }
  return (cpu_ms() - start) / static_cast<double>(job.settings.frames.count);
}

void report(benchmark::State& bench, const Costs& apart, double joined_ms, std::int64_t frames) {
  const double sum = apart.render_ms + apart.encode_ms;
  const double cores = std::thread::hardware_concurrency();
  bench.counters["render_ms"] = apart.render_ms;
  bench.counters["encode_ms"] = apart.encode_ms;
  bench.counters["joined_ms"] = joined_ms;
  bench.counters["joined/(render+encode)"] = joined_ms / sum;
  bench.counters["of_ceiling"] =
      benchmark::Counter(static_cast<double>(frames) * sum / (1e3 * cores),
                         benchmark::Counter::kIsIterationInvariantRate);
  bench.SetItemsProcessed(bench.iterations() * frames);
}

void default_show(benchmark::State& bench, const Stage& stage) {
  Result<Job> job = open_job(stage, "");
  const Result<Costs> apart = job ? measure_apart(*job) : fail(job.error());
  double joined_ms = 0;
  for (auto _ : bench) {
    const Result<double> joined = apart ? measure_joined(*job, stage) : fail(apart.error());
    if (!joined) {
      bench.SkipWithError(joined.error().message.c_str());
      return;
    }
    joined_ms = *joined;
  }
  report(bench, *apart, joined_ms, job->settings.frames.count);
}

void one_preset(benchmark::State& bench, const Stage& stage, const std::string& preset) {
  Result<Job> job = open_job(stage, preset);
  Result<Costs> costs = fail(ErrorCode::kInternal, "not measured");
  for (auto _ : bench) {
    costs = job ? measure_apart(*job) : fail(job.error());
    if (!costs) {
      bench.SkipWithError(costs.error().message.c_str());
      return;
    }
  }
  bench.counters["render_ms"] = costs->render_ms;
  bench.counters["encode_ms"] = costs->encode_ms;
}

void register_all(const Stage& stage) {
  const auto settle = [](benchmark::internal::Benchmark* bench) {
    bench->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();
  };
  settle(benchmark::RegisterBenchmark(
      "export/default_show/720p30",
      [&stage](benchmark::State& bench) { default_show(bench, stage); }));
  const Result<ShowFiles> show = stage.library().load_show("default");
  if (!show) {
    std::fprintf(stderr, "error: %s\n", show.error().message.c_str());
    return;
  }
  for (const std::string& preset : engine::presets_of(show->show)) {
    const std::string name = "apart/" + preset + "/720p30";
    settle(benchmark::RegisterBenchmark(name.c_str(), [&stage, preset](benchmark::State& bench) {
      one_preset(bench, stage, preset);
    }));
  }
}

int run(int argc, char** argv) {
  const Result<Stage> stage = Stage::create();
  if (!stage) {
    std::fprintf(stderr, "error: %s\n", stage.error().message.c_str());
    return 1;
  }
  register_all(*stage);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace reprise::session

int main(int argc, char** argv) {
  using namespace reprise::tools;
  if (!set_gl_environment(reprise::render::GlMode::kPortable, offline_rasterizer_threads())) {
    return 1;
  }
  return reprise::session::run(argc, argv);
}
