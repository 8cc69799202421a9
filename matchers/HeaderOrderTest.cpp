#include "matchers/HeaderOrder.h"

#include "gtest/gtest.h"

using namespace premap;

namespace {

/// Files and macros by letter.
const void *id(const char *Letter) { return Letter; }

/// a.h was read ahead; b.h, which includes it and defines B, behind it.
struct Ahead : HeaderOrder {
  const void *A = id("a"), *B = id("b"), *Unit = id("unit");
  const void *M = id("M"), *N = id("N");
  void readA() {
    beginPart(false);
    included(nullptr, A);
  }
};

} // namespace

TEST(HeaderOrder, NothingReadAheadIsSound) {
  HeaderOrder Order;
  Order.beginPart(true);
  EXPECT_TRUE(Order.isSound());
  EXPECT_TRUE(Order.isComplete());
}

TEST(HeaderOrder, AUnitThatDoesNotIncludeWhatWasReadIsIncomplete) {
  Ahead Order;
  Order.readA();
  Order.beginPart(true);
  EXPECT_FALSE(Order.isComplete());
  Order.included(Order.Unit, Order.A);
  EXPECT_TRUE(Order.isComplete());
  EXPECT_TRUE(Order.isSound());
}

TEST(HeaderOrder, WhatAHeaderIncludesIsReachedWithIt) {
  Ahead Order;
  Order.readA();
  Order.included(Order.A, Order.B);
  Order.beginPart(true);
  Order.included(Order.Unit, Order.A);
  EXPECT_TRUE(Order.isComplete());
}

TEST(HeaderOrder, ADefinitionBeforeAHeaderThatAsksForItIsSeen) {
  Ahead Order;
  Order.readA();
  Order.missed(Order.A, Order.M);
  Order.beginPart(true);
  Order.defined(Order.Unit, Order.M);
  EXPECT_FALSE(Order.isSound());
}

TEST(HeaderOrder, ADefinitionBehindTheHeaderIsHarmless) {
  Ahead Order;
  Order.readA();
  Order.missed(Order.A, Order.M);
  Order.beginPart(true);
  Order.included(Order.Unit, Order.A);
  Order.defined(Order.Unit, Order.M);
  EXPECT_TRUE(Order.isSound());
}

TEST(HeaderOrder, ADefaultIsHarmlessUntilSomebodyUsesIt) {
  for (bool IsUsed : {false, true}) {
    Ahead Order;
    Order.readA();
    Order.missed(Order.A, Order.M);
    Order.defined(Order.A, Order.M);
    Order.hasDefault(Order.A, Order.M);
    if (IsUsed)
      Order.used(Order.A, Order.M);
    Order.beginPart(true);
    Order.defined(Order.Unit, Order.M);
    Order.included(Order.Unit, Order.A);
    EXPECT_EQ(Order.isSound(), !IsUsed);
  }
}

TEST(HeaderOrder, AMacroOfAHeaderThatWouldComeLaterIsNotThereYet) {
  Ahead Order;
  Order.readA();
  Order.defined(Order.A, Order.M);
  Order.beginPart(true);
  Order.used(Order.Unit, Order.M);
  EXPECT_FALSE(Order.isSound());
}

TEST(HeaderOrder, AHeaderThatTakesAMacroFromOneItDoesNotInclude) {
  for (bool IncludesIt : {false, true}) {
    Ahead Order;
    Order.readA();
    Order.defined(Order.A, Order.M);
    Order.beginPart(false);
    Order.included(nullptr, Order.B);
    if (IncludesIt)
      Order.included(Order.B, Order.A);
    Order.used(Order.B, Order.M);
    EXPECT_EQ(Order.isSound(), IncludesIt);
  }
}

/// c.h includes a.h and b.h, which uses a macro of a.h; the unit has b.h first.
TEST(HeaderOrder, TheOrderOfAnotherHeadersIncludesIsNotTheUnits) {
  for (bool InOrder : {false, true}) {
    Ahead Order;
    const void *C = id("c");
    Order.beginPart(false);
    Order.included(nullptr, C);
    Order.included(C, Order.A);
    Order.defined(Order.A, Order.M);
    Order.included(C, Order.B);
    Order.used(Order.B, Order.M);
    Order.beginPart(true);
    Order.included(Order.Unit, InOrder ? Order.A : Order.B);
    Order.included(Order.Unit, C);
    EXPECT_EQ(Order.isSound(), InOrder);
    EXPECT_TRUE(Order.isComplete());
  }
}

/// a.h asks whether b.h was read; the unit includes b.h first.
TEST(HeaderOrder, AHeaderThatAsksForAnotherOne) {
  Ahead Order;
  Order.readA();
  Order.missed(Order.A, Order.N);
  Order.beginPart(false);
  Order.included(nullptr, Order.B);
  Order.defined(Order.B, Order.N);
  // b.h comes before a.h as far as this part goes.
  EXPECT_FALSE(Order.isSound());
}

TEST(HeaderOrder, UndefiningWhatALaterHeaderUsesIsSeen) {
  Ahead Order;
  Order.readA();
  Order.used(Order.A, Order.M);
  Order.beginPart(true);
  Order.undefined(Order.Unit, Order.M);
  EXPECT_FALSE(Order.isSound());
}
