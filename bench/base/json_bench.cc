// Parsing and writing one record of a JSONL take.
#include <cstdint>

#include <benchmark/benchmark.h>

#include "core/base/json.h"

namespace reprise {
namespace {

constexpr std::string_view kRecord =
    R"({"topic":"/frame","sequence":"1234","log_time":"946684801000000000","index":"30",)"
    R"("sample":"48000","width":1280,"height":720,"scene":"intro","features":[1,2,3,4,5,6,7,8],)"
    R"("layers":[{"preset":"aurora","opacity":0.75,"inputs":{"speed":0.1,"hue":0.3333}}]})";

void parse(benchmark::State& state) {
  const auto dialect = state.range(0) == 0 ? JsonDialect::kStrict : JsonDialect::kLenient;
  for (auto unused : state) {
    benchmark::DoNotOptimize(parse_json(kRecord, dialect));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(kRecord.size()));
}

void dump(benchmark::State& state) {
  const Json json = parse_json(kRecord).value();
  for (auto unused : state) {
    benchmark::DoNotOptimize(dump_json(json));
  }
}

BENCHMARK(parse)->Name("json_parse/record/lenient")->Arg(0)->Arg(1);
BENCHMARK(dump)->Name("json_dump/record");

}  // namespace
}  // namespace reprise
