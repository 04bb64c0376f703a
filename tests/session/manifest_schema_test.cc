// schema/manifest.schema.json and what an export writes must say the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/session/json_schema.h"
#include "tests/session/studio.h"

namespace reprise::session {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kShow = R"({"scenes": [{"name": "a", "layers": [
  {"preset": "flash", "mappings": [{"feature": "peak", "role": "peak"}]}]}]})";

Json file_json(const std::filesystem::path& path) {
  auto json = parse_json(as_text(content(path)));
  EXPECT_TRUE(json.has_value()) << path;
  return json ? *json : Json();
}

class ManifestSchema : public testing::Test {
 protected:
  ManifestSchema() { take_ = studio_.record("t.mcap", studio_.show(kShow), music(0.5)); }

  Json manifest(const ExportSettings& settings, std::string_view name) {
    return file_json(studio_.export_take(take_, studio_.path(name), settings).manifest);
  }
  ExportSettings settings(media::VideoCodecId codec) {
    return small_export(studio_.open(take_).summary(), codec);
  }

  const Json schema_ = file_json(REPRISE_MANIFEST_SCHEMA);
  Studio studio_;
  std::filesystem::path take_;
};

TEST_F(ManifestSchema, DescribesWhatExportsWrite) {
  EXPECT_THAT(schema_findings(schema_, manifest(settings(media::VideoCodecId::kFfv1), "a.mkv")),
              IsEmpty());
  ExportSettings changed = settings(media::VideoCodecId::kH264);
  changed.show.preset = "sweep";
  changed.show.seed = 0xFFFF'FFFF'FFFF'FFFF;
  changed.show.switch_mode = engine::SwitchMode::kManual;
  changed.show.quality = Quality::kFast;
  changed.frames.timing = Timing::kPerformed;
  changed.audio.codec = media::AudioCodecId::kNone;
  EXPECT_THAT(schema_findings(schema_, manifest(changed, "b.mp4")), IsEmpty());
  changed = settings(media::VideoCodecId::kH264);
  changed.show.replaced = {{"flash", "sweep"}};
  EXPECT_THAT(schema_findings(schema_, manifest(changed, "c.mp4")), IsEmpty());
}

TEST_F(ManifestSchema, RequiresWhatExportsAlwaysWrite) {
  const Json whole = manifest(settings(media::VideoCodecId::kH264), "a.mp4");
  for (const auto& [key, unused] : whole.items()) {
    Json without = whole;
    without.erase(key);
    EXPECT_THAT(schema_findings(schema_, without), Contains("$: lacks " + key));
  }
}

TEST_F(ManifestSchema, RefusesWhatNoExportWrites) {
  const Json whole = manifest(settings(media::VideoCodecId::kH264), "a.mp4");
  const auto finding = [&](const char* pointer, const Json& value) {
    Json altered = whole;
    altered[Json::json_pointer(pointer)] = value;
    const auto findings = schema_findings(schema_, altered);
    return findings.empty() ? std::string("nothing") : findings.front();
  };
  EXPECT_EQ(finding("/settings/codec", "h265"), R"($.settings.codec: is none of ["h264","ffv1"])");
  EXPECT_EQ(finding("/settings/width", "64"), "$.settings.width: is no integer");
  EXPECT_EQ(finding("/settings/frames", 0), "$.settings.frames: breaks minimum 1");
  EXPECT_EQ(finding("/extra", 1), "$: has the unknown member extra");
  EXPECT_EQ(finding("/presets/flash", "x"), R"($.presets.flash: breaks pattern "^[0-9a-f]{32}$")");
  EXPECT_THAT(finding("/segments/0/packet_sha256/2", "A"),
              HasSubstr("$.segments[0].packet_sha256[2]: breaks pattern"));
  EXPECT_EQ(finding("/segments", Json::array()), "$.segments: breaks minItems 1");
  EXPECT_EQ(finding("/version", 2), "$.version: is not 1");
}

TEST(SchemaFindings, AKeywordThatIsNotKnownIsAFinding) {
  EXPECT_THAT(schema_findings({{"multipleOf", 2}}, 3),
              Contains(HasSubstr("unknown keyword multipleOf")));
}

}  // namespace
}  // namespace reprise::session
