//! What the library promises, told as stories of tabs, a keeper and an agent.

#[path = "../world/mod.rs"]
mod world;

mod begin;
mod cache;
mod ccp;
mod change;
mod contacts;
mod door;
mod end;
mod ended;
mod farewell;
mod idle;
mod leave;
mod logout;
mod network;
mod other_agent;
mod presence;
mod refresh;
mod session;
mod settings;
mod together;
mod told;
mod unseen;
