#include "core/media/avc.h"

#include <initializer_list>

#include <gtest/gtest.h>

namespace reprise::media {
namespace {

Bytes bytes(std::initializer_list<int> values) {
  Bytes out;
  for (const int value : values) {
    out.push_back(static_cast<std::byte>(value));
  }
  return out;
}

TEST(Avc, PutsLengthsInPlaceOfStartCodes) {
  EXPECT_EQ(avc_from_annex_b(bytes({0, 0, 0, 1, 0x65, 5, 6, 0, 0, 1, 0x41, 7})),
            bytes({0, 0, 0, 3, 0x65, 5, 6, 0, 0, 0, 2, 0x41, 7}));
}

TEST(Avc, LeavesEmulationPreventionAlone) {
  EXPECT_EQ(avc_from_annex_b(bytes({0, 0, 1, 0x65, 0, 0, 3, 1, 0, 0, 3})),
            bytes({0, 0, 0, 8, 0x65, 0, 0, 3, 1, 0, 0, 3}));
}

TEST(Avc, DropsZerosBetweenUnitsAndEmptyUnits) {
  EXPECT_EQ(avc_from_annex_b(bytes({0, 0, 1, 9, 0, 0, 0, 0, 1, 0, 0, 1, 8, 0})),
            bytes({0, 0, 0, 1, 9, 0, 0, 0, 1, 8}));
  EXPECT_EQ(avc_from_annex_b({}), Bytes());
  EXPECT_EQ(avc_from_annex_b(bytes({1, 2, 3})), Bytes());
}

TEST(Avc, BuildsTheRecordOfAHighProfileStream) {
  const auto record = avc_configuration(
      bytes({0, 0, 0, 1, 0x67, 100, 0, 31, 0xAA, 0, 0, 1, 0x68, 0xBB, 0, 0, 1, 0x06, 1}));
  ASSERT_TRUE(record);
  EXPECT_EQ(*record, bytes({1,  100,  0, 31, 0xFF, 0xE1, 0,    5,    0x67, 100,  0,
                            31, 0xAA, 1, 0,  2,    0x68, 0xBB, 0xFD, 0xF8, 0xF8, 0}));
}

TEST(Avc, RefusesHeadersWithoutParameterSets) {
  EXPECT_FALSE(avc_configuration({}));
  EXPECT_FALSE(avc_configuration(bytes({0, 0, 1, 0x67, 100, 0, 31})));
  EXPECT_FALSE(avc_configuration(bytes({0, 0, 1, 0x67, 0, 0, 1, 0x68, 1})));
}

}  // namespace
}  // namespace reprise::media
