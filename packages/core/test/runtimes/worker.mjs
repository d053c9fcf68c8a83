import { check } from './check.mjs';

export default {
  async fetch(request) {
    return Response.json(await check(await request.json()));
  },
};
