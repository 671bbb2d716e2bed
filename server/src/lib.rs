//! What a region runs: the relay that keeps entries it cannot read, the hub that opens and answers
//! them, and the HTTP API and command line around both.

pub mod api;
pub mod audit;
pub mod cli;
pub mod console;
pub mod desk;
pub mod disclosure;
pub mod edge;
pub mod evidence;
pub mod exports;
pub mod host;
pub mod hub;
pub mod learning;
pub mod lessons;
pub mod listener;
pub mod local;
pub mod relay;
pub mod retention;
pub mod returns;
mod said;
pub mod standard;
pub mod subject;
pub mod telemetry;
pub mod web;
pub mod welfare;
