#include "tests/support/analysed_song.h"

#include "core/analysis/analyzer.h"
#include "core/media/audio_file_reader.h"

namespace reprise {

Result<AnalysedSong> analyse_song(const std::filesystem::path& path, std::size_t snapshots) {
  TRY_ASSIGN(auto reader, media::AudioFileReader::open(posix_file_system(), path));
  AnalysedSong song{reader.format(), {}, {}};
  TRY_ASSIGN(auto analyzer, analysis::Analyzer::create(song.format));
  const auto keep = [&](const HopAnalysis& hop) -> Status {
    song.hops.push_back(hop);
    if (song.snapshots.size() < snapshots) {
      analyzer.snapshot(song.snapshots.emplace_back());
    }
    return {};
  };
  while (true) {
    TRY_ASSIGN(const PcmView pcm, reader.read());
    if (pcm.samples.empty()) {
      return song;
    }
    TRY(analyzer.push(pcm, keep));
  }
}

}  // namespace reprise
